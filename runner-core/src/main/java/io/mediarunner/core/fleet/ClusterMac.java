package io.mediarunner.core.fleet;

import io.mediarunner.core.config.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Objects;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Shows that a text comes from somebody who knows the secret of the cluster: HMAC-SHA256 (RFC
 * 2104). Any thread.
 */
public final class ClusterMac {
  private static final String ALGORITHM = "HmacSHA256";
  private final Secret secret;

  public ClusterMac(Secret secret) {
    this.secret = Objects.requireNonNull(secret, "secret");
  }

  /** In lower-case hexadecimal digits. */
  public String of(String text) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(secret.value().getBytes(StandardCharsets.UTF_8), ALGORITHM));
      return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e); // every JDK has it
    }
  }

  /** Compares in a time that reveals nothing. */
  public boolean right(String text, String shown) {
    return MessageDigest.isEqual(
        of(text).getBytes(StandardCharsets.UTF_8), shown.getBytes(StandardCharsets.UTF_8));
  }
}
