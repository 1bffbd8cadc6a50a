package io.mediarunner.core.process;

import io.mediarunner.core.process.sandbox.Box;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A program to start. No shell is involved: each argument reaches the program as it is.
 *
 * @param command program and arguments
 * @param directory where it runs
 * @param environment added to a small inherited set (PATH, HOME, LANG, TMPDIR, LD_LIBRARY_PATH and
 *     the like); the runner's own settings, its token among them, are never passed on
 * @param stdout file that its output is appended to; a file rather than a pipe, so that the program
 *     can outlive us
 * @param stderr the same for its errors
 * @param limit wall time after which it is terminated
 * @param grace time between asking it to exit and killing it
 * @param nice scheduling niceness added, 0 to 19; 0 for none
 * @param home folder of a program that may outlive the runner and be {@linkplain
 *     ProcessRunner#adopt adopted} by a later one, which recognises it by a file there; empty for a
 *     program that ends with its task
 * @param box how far it is confined
 */
public record ProcessSpec(
    List<String> command,
    Path directory,
    Map<String, String> environment,
    Path stdout,
    Path stderr,
    Duration limit,
    Duration grace,
    int nice,
    Optional<Path> home,
    Box box) {
  /**
   * @throws NullPointerException if a component is null
   * @throws IllegalArgumentException if {@code command} is empty, {@code limit} not above zero or
   *     {@code nice} out of range
   */
  public ProcessSpec {
    command = List.copyOf(command);
    Objects.requireNonNull(directory, "directory");
    environment = Map.copyOf(environment);
    Objects.requireNonNull(stdout, "stdout");
    Objects.requireNonNull(stderr, "stderr");
    Objects.requireNonNull(limit, "limit");
    Objects.requireNonNull(grace, "grace");
    Objects.requireNonNull(home, "home");
    Objects.requireNonNull(box, "box");
    if (command.isEmpty()) {
      throw new IllegalArgumentException("command: empty");
    }
    if (limit.isNegative() || limit.isZero()) {
      throw new IllegalArgumentException("limit: above zero, was " + limit);
    }
    if (nice < 0 || nice > 19) {
      throw new IllegalArgumentException("nice: within 0..19, was " + nice);
    }
  }

  /** A closed program that ends with its task. */
  public ProcessSpec(
      List<String> command,
      Path directory,
      Map<String, String> environment,
      Path stdout,
      Path stderr,
      Duration limit,
      Duration grace,
      int nice) {
    this(
        command,
        directory,
        environment,
        stdout,
        stderr,
        limit,
        grace,
        nice,
        Optional.empty(),
        Box.CLOSED);
  }

  /** The same, able to outlive the runner. */
  public ProcessSpec adoptableFrom(Path home) {
    return new ProcessSpec(
        command,
        directory,
        environment,
        stdout,
        stderr,
        limit,
        grace,
        nice,
        Optional.of(home),
        box);
  }

  /** The same in another box. */
  public ProcessSpec in(Box other) {
    return new ProcessSpec(
        command, directory, environment, stdout, stderr, limit, grace, nice, home, other);
  }

  /** The same with additional environment variables. */
  ProcessSpec with(Map<String, String> more) {
    Map<String, String> all = new HashMap<>(environment);
    all.putAll(more);
    return new ProcessSpec(command, directory, all, stdout, stderr, limit, grace, nice, home, box);
  }
}
