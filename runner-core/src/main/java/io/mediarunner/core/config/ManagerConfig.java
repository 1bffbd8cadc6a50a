package io.mediarunner.core.config;

import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The Manager and how to speak to it.
 *
 * @param url base address without trailing slash; may carry a path prefix
 * @param token secret shared in both directions ({@code RUNNER_TOKEN})
 * @param compatVersion version to announce ({@code MANAGER_COMPAT_VERSION}); empty = auto: 1.7.1,
 *     and another known one when the Manager asks for it
 * @param previousToken the secret before it, while not everybody has changed ({@code
 *     RUNNER_TOKEN_PREVIOUS})
 */
public record ManagerConfig(
    URI url, Secret token, Optional<String> compatVersion, Optional<Secret> previousToken) {
  /** Anything shorter can be guessed. */
  public static final int MIN_TOKEN_CHARS = 16;

  /**
   * @throws NullPointerException if a component is null
   */
  public ManagerConfig {
    Objects.requireNonNull(url, "url");
    Objects.requireNonNull(token, "token");
    Objects.requireNonNull(compatVersion, "compatVersion");
    Objects.requireNonNull(previousToken, "previousToken");
  }

  /** With one token only. */
  public ManagerConfig(URI url, Secret token, Optional<String> compatVersion) {
    this(url, token, compatVersion, Optional.empty());
  }

  /** Whoever shows one of these is the Manager. */
  public List<Secret> acceptedTokens() {
    return Stream.concat(Stream.of(token), previousToken.stream()).toList();
  }
}
