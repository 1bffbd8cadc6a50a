package io.mediarunner.launcher.app;

import io.mediarunner.core.config.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * The dashboard's login token if {@code DASHBOARD_TOKEN} is unset: generated once, and stored in a
 * file that only its owner may read.
 *
 * @param secret the token itself
 * @param made whether it was just generated and must be shown
 */
record DashboardToken(Secret secret, boolean made) {
  private static final String FILE = "dashboard.token";
  private static final int RANDOM_BYTES = 18;

  /**
   * @param storageDir where the file is
   * @throws IOException if it can be neither read nor written
   */
  static DashboardToken keptIn(Path storageDir) throws IOException {
    Path file = storageDir.resolve(FILE);
    if (Files.exists(file)) {
      String kept = Files.readString(file).strip();
      if (!kept.isEmpty()) {
        return new DashboardToken(new Secret(kept), false);
      }
    }
    byte[] random = new byte[RANDOM_BYTES];
    new SecureRandom().nextBytes(random);
    String token = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    Path temporary = storageDir.resolve("." + FILE + ".tmp");
    Files.deleteIfExists(temporary);
    Files.createFile(
        temporary,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(temporary, token + "\n");
    Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    return new DashboardToken(new Secret(token), true);
  }
}
