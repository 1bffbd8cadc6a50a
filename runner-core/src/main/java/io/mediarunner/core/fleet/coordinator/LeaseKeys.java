package io.mediarunner.core.fleet.coordinator;

import io.mediarunner.core.config.Secret;
import io.mediarunner.core.fleet.LeaseToken;
import io.mediarunner.core.task.TaskId;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Objects;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Keys that open what belongs to one lease: an HMAC-SHA256 (RFC 2104) of its name under the secret
 * of the cluster, so that they outlive a restart and need not be kept.
 */
final class LeaseKeys {
  private static final String ALGORITHM = "HmacSHA256";
  private final Secret secret;

  LeaseKeys(Secret secret) {
    this.secret = Objects.requireNonNull(secret, "secret");
  }

  String of(TaskId taskId, LeaseToken lease) {
    String name = "lease/" + taskId.value() + "/" + lease.piece() + "/" + lease.generation();
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(secret.value().getBytes(StandardCharsets.UTF_8), ALGORITHM));
      return HexFormat.of().formatHex(mac.doFinal(name.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e); // every JDK has it
    }
  }

  /** Compares in a time that reveals nothing. */
  boolean right(TaskId taskId, LeaseToken lease, String shown) {
    return MessageDigest.isEqual(
        of(taskId, lease).getBytes(StandardCharsets.UTF_8), shown.getBytes(StandardCharsets.UTF_8));
  }
}
