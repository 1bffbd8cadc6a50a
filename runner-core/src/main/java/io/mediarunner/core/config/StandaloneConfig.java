package io.mediarunner.core.config;

import java.util.List;
import java.util.Objects;

/**
 * The Manager in the runner's own process.
 *
 * @param enabled whether this process has one
 * @param host address that it listens on
 * @param port TCP port, 1 to 65535
 * @param applications who may give it tasks; empty = one is made, with a token of its own
 * @param waitingTasks most waiting tasks of one application, above 0
 * @param notifyHosts hosts that callbacks may go to, lower case; a host matches itself and its
 *     subdomains; empty = any
 */
public record StandaloneConfig(
    boolean enabled,
    String host,
    int port,
    List<Application> applications,
    int waitingTasks,
    List<String> notifyHosts) {
  /**
   * @throws NullPointerException if a component is null
   * @throws IllegalArgumentException if a number is out of range
   */
  public StandaloneConfig {
    Objects.requireNonNull(host, "host");
    applications = List.copyOf(applications);
    notifyHosts = List.copyOf(notifyHosts);
    if (port < 1 || port > 65535) {
      throw new IllegalArgumentException("port: within 1..65535, was " + port);
    }
    if (waitingTasks < 1) {
      throw new IllegalArgumentException("waitingTasks: above 0, was " + waitingTasks);
    }
  }

  StandaloneConfig on() {
    return new StandaloneConfig(true, host, port, applications, waitingTasks, notifyHosts);
  }
}
