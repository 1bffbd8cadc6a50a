package io.mediarunner.launcher.app;

import io.mediarunner.core.config.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A token that the settings lack: generated once, and stored in a file that only its owner may
 * read.
 *
 * @param secret the token itself
 * @param made whether it was just generated and must be shown
 */
record KeptToken(Secret secret, boolean made) {
  /** Of the dashboard. */
  static final String DASHBOARD = "dashboard.token";

  /** Of the one application of a standalone runner. */
  static final String APPLICATION = "application.token";

  private static final Logger log = LoggerFactory.getLogger(KeptToken.class);
  private static final int RANDOM_BYTES = 18;

  /**
   * @param storageDir where the file is
   * @param name of the file
   * @param room whether a new token can be stored; one that is not is never shown, so that the next
   *     start makes and shows another
   * @throws IOException if it can be neither read nor written
   */
  static KeptToken in(Path storageDir, String name, boolean room) throws IOException {
    Path file = storageDir.resolve(name);
    if (Files.exists(file)) {
      String kept = Files.readString(file).strip();
      if (!kept.isEmpty()) {
        return new KeptToken(new Secret(kept), false);
      }
    }
    byte[] random = new byte[RANDOM_BYTES];
    new SecureRandom().nextBytes(random);
    String token = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    if (!room) {
      log.warn(
          "{} cannot be stored: the next start with room on the disk makes and shows it", name);
      return new KeptToken(new Secret(token), false);
    }
    Path temporary = storageDir.resolve("." + name + ".tmp");
    Files.deleteIfExists(temporary);
    Files.createFile(
        temporary,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(temporary, token + "\n");
    Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    return new KeptToken(new Secret(token), true);
  }
}
