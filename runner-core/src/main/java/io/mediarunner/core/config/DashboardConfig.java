package io.mediarunner.core.config;

import java.util.Objects;
import java.util.Optional;

/**
 * The operators' page and the metrics.
 *
 * @param host address that they are served on
 * @param port TCP port, 0 to 65535; 0 = none are
 * @param token login secret; empty = one is generated and stored in the storage folder
 */
public record DashboardConfig(String host, int port, Optional<Secret> token) {
  /** Anything shorter can be guessed. */
  public static final int MIN_TOKEN_CHARS = 12;

  /**
   * @throws NullPointerException if a component is null
   * @throws IllegalArgumentException if {@code port} is out of range
   */
  public DashboardConfig {
    Objects.requireNonNull(host, "host");
    Objects.requireNonNull(token, "token");
    if (port < 0 || port > 65535) {
      throw new IllegalArgumentException("port: within 0..65535, was " + port);
    }
  }

  /** Whether there is a page at all. */
  public boolean enabled() {
    return port != 0;
  }
}
