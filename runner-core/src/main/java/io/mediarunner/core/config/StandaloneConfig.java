package io.mediarunner.core.config;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * The Manager in the runner's own process.
 *
 * @param enabled whether this process has one
 * @param host address that it listens on
 * @param port TCP port, 1 to 65535
 * @param applications who may give it tasks; empty = one is made, with a token of its own
 * @param waitingTasks most waiting tasks of one application, above 0
 * @param unoffered how long a task may wait of a type that nobody offers, above zero
 * @param notifyHosts hosts that callbacks may go to, lower case; a host matches itself and its
 *     subdomains; empty = any
 */
public record StandaloneConfig(
    boolean enabled,
    String host,
    int port,
    List<Application> applications,
    int waitingTasks,
    Duration unoffered,
    List<String> notifyHosts) {
  /**
   * An application that may give tasks to the Manager of a standalone runner.
   *
   * @param name by which the queue shares the runner out; unique
   * @param token what it shows, and what it is shown with each callback
   * @param rights what it may do
   */
  public record Application(String name, Secret token, Set<Right> rights) {
    /** Anything shorter can be guessed. */
    public static final int MIN_TOKEN_CHARS = 16;

    /** What an application may do. */
    public enum Right {
      /** Give tasks, and start ended ones again. */
      RUN,
      /** Stop tasks. */
      STOP,
      /** See tasks and fetch their results. */
      READ,
      /** All that with the tasks of other applications too. */
      ALL;

      /** The right of that name in the settings. */
      public static Optional<Right> of(String word) {
        return Arrays.stream(values())
            .filter(right -> right.name().toLowerCase(Locale.ROOT).equals(word))
            .findFirst();
      }
    }

    /**
     * @throws NullPointerException if a component is null
     */
    public Application {
      Objects.requireNonNull(name, "name");
      Objects.requireNonNull(token, "token");
      rights = Set.copyOf(rights);
    }

    /** With its own tasks it may do everything. */
    public static Application full(String name, Secret token) {
      return new Application(name, token, Set.of(Right.RUN, Right.STOP, Right.READ));
    }
  }

  /**
   * @throws NullPointerException if a component is null
   * @throws IllegalArgumentException if a number is out of range
   */
  public StandaloneConfig {
    Objects.requireNonNull(host, "host");
    Objects.requireNonNull(unoffered, "unoffered");
    applications = List.copyOf(applications);
    notifyHosts = List.copyOf(notifyHosts);
    if (port < 1 || port > 65535) {
      throw new IllegalArgumentException("port: within 1..65535, was " + port);
    }
    if (unoffered.isZero() || unoffered.isNegative()) {
      throw new IllegalArgumentException("unoffered: above zero, was " + unoffered);
    }
    if (waitingTasks < 1) {
      throw new IllegalArgumentException("waitingTasks: above 0, was " + waitingTasks);
    }
  }

  StandaloneConfig on() {
    return new StandaloneConfig(
        true, host, port, applications, waitingTasks, unoffered, notifyHosts);
  }
}
