package io.mediarunner.core.config;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * What may be downloaded.
 *
 * @param allowedHosts lower case, no final dot; a host matches itself and its subdomains; empty =
 *     any
 * @param allowPrivateNetworks whether private and loopback addresses may be reached
 * @param maxBytes largest source in bytes; 0 = no limit
 * @param codecDenylist lower-case codec names that are refused unopened
 * @param longest time that one download may take
 */
public record DownloadConfig(
    List<String> allowedHosts,
    boolean allowPrivateNetworks,
    long maxBytes,
    Set<String> codecDenylist,
    Duration longest) {
  private static final Duration A_DAY = Duration.ofDays(1);

  /**
   * @throws NullPointerException if a component is null
   * @throws IllegalArgumentException if {@code maxBytes} is below zero or {@code longest} is no
   *     time
   */
  public DownloadConfig {
    allowedHosts = List.copyOf(allowedHosts);
    codecDenylist = Set.copyOf(codecDenylist);
    if (maxBytes < 0) {
      throw new IllegalArgumentException("maxBytes: zero or more, was " + maxBytes);
    }
    Objects.requireNonNull(longest, "longest");
    if (longest.isNegative() || longest.isZero()) {
      throw new IllegalArgumentException("longest: above zero, was " + longest);
    }
  }

  /** With a day for each download. */
  public DownloadConfig(
      List<String> allowedHosts,
      boolean allowPrivateNetworks,
      long maxBytes,
      Set<String> codecDenylist) {
    this(allowedHosts, allowPrivateNetworks, maxBytes, codecDenylist, A_DAY);
  }
}
