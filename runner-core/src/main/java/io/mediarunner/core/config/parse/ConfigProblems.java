package io.mediarunner.core.config.parse;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Collects problems while settings are read and lists them in a fixed order. */
final class ConfigProblems {
  /** The check that found a problem, in the order of the list. */
  enum Check {
    FORM,
    INSTANCES,
    TASK_TYPES,
    PORTS,
    TOKEN,
    CORS,
    NAMES,
    CHOICES,
    STUDIO,
    PATHS,
    GPU_PATH,
    UNKNOWN_KEYS
  }

  private final Map<Check, Set<String>> problems = new EnumMap<>(Check.class);
  private final Set<String> warnings = new LinkedHashSet<>();

  void add(Check check, String problem) {
    problems.computeIfAbsent(check, unused -> new LinkedHashSet<>()).add(problem);
  }

  void warn(String warning) {
    warnings.add(warning);
  }

  List<String> problems() {
    List<String> all = new ArrayList<>();
    problems.values().forEach(all::addAll);
    return all;
  }

  List<String> warnings() {
    return List.copyOf(warnings);
  }
}
