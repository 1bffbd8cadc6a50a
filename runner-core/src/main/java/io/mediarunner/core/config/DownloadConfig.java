package io.mediarunner.core.config;

import java.util.List;
import java.util.Set;

/**
 * What may be downloaded.
 *
 * @param allowedHosts lower case, no final dot; a host matches itself and its subdomains; empty =
 *     any
 * @param allowPrivateNetworks whether private, loopback and link-local addresses may be reached
 * @param maxBytes largest source in bytes; 0 = no limit
 * @param codecDenylist lower-case codec names that are refused unopened
 */
public record DownloadConfig(
    List<String> allowedHosts,
    boolean allowPrivateNetworks,
    long maxBytes,
    Set<String> codecDenylist) {
  /**
   * @throws NullPointerException if a component is null
   * @throws IllegalArgumentException if {@code maxBytes} is below zero
   */
  public DownloadConfig {
    allowedHosts = List.copyOf(allowedHosts);
    codecDenylist = Set.copyOf(codecDenylist);
    if (maxBytes < 0) {
      throw new IllegalArgumentException("maxBytes: zero or more, was " + maxBytes);
    }
  }
}
