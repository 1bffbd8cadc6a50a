package io.mediarunner.launcher.setup;

import java.security.SecureRandom;
import java.util.HexFormat;

/** Makes tokens that nobody can guess. */
final class Tokens {
  private static final int BYTES = 32;

  private Tokens() {}

  /** 256 bits as 64 hexadecimal digits. */
  static String make() {
    byte[] bytes = new byte[BYTES];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
