package io.mediarunner.core.config;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The settings cannot be used. Says everything that is wrong with them at once, and never the value
 * of a secret.
 */
public final class InvalidConfigException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ArrayList<String> problems;
  private final ArrayList<String> warnings;

  /**
   * @param problems what must be put right, at least one, in the order to show
   * @param warnings what else was noticed
   * @throws NullPointerException if a list is null
   */
  public InvalidConfigException(List<String> problems, List<String> warnings) {
    super(
        problems.stream()
            .map(problem -> "- " + problem)
            .collect(Collectors.joining("\n", "Invalid runner configuration:\n", "")));
    this.problems = new ArrayList<>(problems);
    this.warnings = new ArrayList<>(warnings);
  }

  /** What must be put right, one line each. */
  public List<String> problems() {
    return List.copyOf(problems);
  }

  /** What else was noticed, one line each. */
  public List<String> warnings() {
    return List.copyOf(warnings);
  }
}
