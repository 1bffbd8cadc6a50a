package io.mediarunner.core.fleet;

import io.mediarunner.core.config.Secret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.apache.commons.codec.digest.HmacAlgorithms;
import org.apache.commons.codec.digest.HmacUtils;

/**
 * Shows that a text comes from somebody who knows the secret of the cluster: HMAC-SHA256 (RFC
 * 2104). Any thread.
 */
public final class ClusterMac {
  private final HmacUtils mac;

  public ClusterMac(Secret secret) {
    this.mac = new HmacUtils(HmacAlgorithms.HMAC_SHA_256, secret.value());
  }

  /** In lower-case hexadecimal digits. */
  public synchronized String of(String text) {
    return mac.hmacHex(text);
  }

  /** Compares in a time that reveals nothing. */
  public boolean right(String text, String shown) {
    return MessageDigest.isEqual(
        of(text).getBytes(StandardCharsets.UTF_8), shown.getBytes(StandardCharsets.UTF_8));
  }
}
