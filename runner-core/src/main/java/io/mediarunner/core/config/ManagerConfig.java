package io.mediarunner.core.config;

import java.net.URI;
import java.util.Objects;
import java.util.Optional;

/**
 * The Manager and how to speak to it.
 *
 * @param url base address without trailing slash; may carry a path prefix
 * @param token secret shared in both directions ({@code RUNNER_TOKEN})
 * @param compatVersion version to announce ({@code MANAGER_COMPAT_VERSION}); empty = auto: 1.7.1,
 *     and another known one when the Manager asks for it
 */
public record ManagerConfig(URI url, Secret token, Optional<String> compatVersion) {
  /**
   * @throws NullPointerException if a component is null
   */
  public ManagerConfig {
    Objects.requireNonNull(url, "url");
    Objects.requireNonNull(token, "token");
    Objects.requireNonNull(compatVersion, "compatVersion");
  }
}
