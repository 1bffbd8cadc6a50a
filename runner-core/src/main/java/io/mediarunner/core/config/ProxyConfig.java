package io.mediarunner.core.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * How downloads reach the network, after the variables that other programs honour too. Addresses
 * are kept as they were set, since they may hold a password.
 *
 * @param http proxy for http addresses
 * @param https proxy for https addresses
 * @param noProxy hosts reached directly, lower case; {@code *} = all
 * @param caFile PEM file of the authorities to trust
 * @param caDirectory folder of such files
 */
public record ProxyConfig(
    Optional<Secret> http,
    Optional<Secret> https,
    List<String> noProxy,
    Optional<Path> caFile,
    Optional<Path> caDirectory) {
  /**
   * @throws NullPointerException if a component is null
   */
  public ProxyConfig {
    Objects.requireNonNull(http, "http");
    Objects.requireNonNull(https, "https");
    noProxy = List.copyOf(noProxy);
    Objects.requireNonNull(caFile, "caFile");
    Objects.requireNonNull(caDirectory, "caDirectory");
  }
}
