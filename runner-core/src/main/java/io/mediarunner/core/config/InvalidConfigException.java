package io.mediarunner.core.config;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The settings are invalid. Lists all problems at once, and never the value of a secret. */
public final class InvalidConfigException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ArrayList<String> problems;
  private final ArrayList<String> warnings;

  /**
   * @param problems what must be fixed, at least one, in display order
   * @param warnings anything else worth noting
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

  /** What must be fixed, one line each. */
  public List<String> problems() {
    return List.copyOf(problems);
  }

  /** Anything else worth noting, one line each. */
  public List<String> warnings() {
    return List.copyOf(warnings);
  }
}
