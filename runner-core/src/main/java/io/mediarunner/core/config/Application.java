package io.mediarunner.core.config;

import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

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
