package io.mediarunner.core.config.parse;

import io.mediarunner.core.task.TaskType;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Reads {@code RUNNER_TASK_TYPES} in its two forms: plain, a list of types that all instances
 * offer; and grouped, such as {@code [2x(encoding,studio),1x(transcription)]}, which says how many
 * instances there are.
 */
public final class TaskTypesParser {
  /** More instances than there are ports; beyond this, the sets are not expanded. */
  static final int MOST_INSTANCES = 65_535;

  private static final Pattern GROUPED = Pattern.compile("[0-9]\\s*[xX]\\s*\\(");
  private static final Pattern GROUP =
      Pattern.compile("\\s*([0-9]+)\\s*[xX]\\s*\\(([^()]*)\\)\\s*(?:,|\\z)");
  private static final Pattern NO_MORE = Pattern.compile("[,\\s]*");
  private static final int NEAR_LENGTH = 50;

  private TaskTypesParser() {}

  /**
   * What each instance offers.
   *
   * @param count how many instances are requested, of any size; 0 if unclear
   * @param perInstance the types of each instance, in their order; empty where there are problems
   *     or more instances than ports
   * @param problems what is wrong, in the order of the instances; an invalid set shared by several
   *     instances is reported once, at the first of them
   * @param warnings about an instance count that the groups override
   */
  public record Result(
      BigInteger count,
      List<List<TaskType>> perInstance,
      List<String> problems,
      List<String> warnings) {
    /**
     * @throws NullPointerException if a component is null
     */
    public Result {
      perInstance = perInstance.stream().map(List::copyOf).toList();
      problems = List.copyOf(problems);
      warnings = List.copyOf(warnings);
    }

    private static Result wrong(String problem) {
      return new Result(BigInteger.ZERO, List.of(), List.of(problem), List.of());
    }
  }

  private record Group(BigInteger count, List<String> names) {}

  /** Whether a value uses the grouped form, well-formed or not. */
  public static boolean isGrouped(String value) {
    return GROUPED.matcher(value).find();
  }

  /**
   * Reads the plain form.
   *
   * @param count instances, at least 1
   */
  public static Result plain(String value, int count) {
    String stripped = value.strip();
    if (stripped.startsWith("[") || stripped.endsWith("]")) {
      return Result.wrong(
          "RUNNER_TASK_TYPES: brackets require the grouped form, such as [2x(encoding,studio)]");
    }
    return spread(List.of(new Group(BigInteger.valueOf(count), names(value))), List.of());
  }

  /**
   * Reads the grouped form.
   *
   * @param instances {@code RUNNER_INSTANCES} as it is set, only to warn if it differs
   */
  public static Result grouped(String value, Optional<String> instances) {
    String inner = value.strip();
    if (inner.startsWith("[") && inner.endsWith("]")) {
      inner = inner.substring(1, inner.length() - 1).strip();
    }
    List<Group> groups = new ArrayList<>();
    Matcher matcher = GROUP.matcher(inner);
    int at = 0;
    while (!NO_MORE.matcher(inner).region(at, inner.length()).matches()) {
      if (!matcher.region(at, inner.length()).lookingAt()) {
        return Result.wrong(
            "Invalid RUNNER_TASK_TYPES grouped syntax near: '" + near(inner, at) + "'");
      }
      Group group = new Group(new BigInteger(matcher.group(1)), names(matcher.group(2)));
      if (group.count().signum() == 0) {
        return Result.wrong("RUNNER_TASK_TYPES grouped syntax: multiplier must be >= 1");
      }
      if (group.names().isEmpty()) {
        return Result.wrong(
            "RUNNER_TASK_TYPES grouped syntax: each group must contain at least one task type");
      }
      groups.add(group);
      at = matcher.end();
    }
    BigInteger sum = groups.stream().map(Group::count).reduce(BigInteger.ZERO, BigInteger::add);
    return spread(groups, warnings(instances, sum));
  }

  private static List<String> warnings(Optional<String> instances, BigInteger sum) {
    if (instances.isEmpty()) {
      return List.of();
    }
    Optional<BigInteger> number = Settings.wholeNumber(instances.get());
    if (number.isEmpty()) {
      return List.of(
          "RUNNER_INSTANCES is not a number and is ignored: RUNNER_TASK_TYPES defines "
              + sum
              + " instances");
    }
    return number.get().equals(sum)
        ? List.of()
        : List.of(
            "RUNNER_INSTANCES="
                + number.get()
                + " is ignored: RUNNER_TASK_TYPES defines "
                + sum
                + " instances");
  }

  private static Result spread(List<Group> groups, List<String> warnings) {
    List<String> problems = new ArrayList<>();
    List<List<TaskType>> perInstance = new ArrayList<>();
    BigInteger first = BigInteger.ZERO;
    for (Group group : groups) {
      problem(group, first).ifPresent(problems::add);
      first = first.add(group.count());
      if (problems.isEmpty() && first.compareTo(BigInteger.valueOf(MOST_INSTANCES)) <= 0) {
        List<TaskType> types =
            group.names().stream().flatMap(name -> TaskType.of(name).stream()).toList();
        for (int i = 0; i < group.count().intValueExact(); i++) {
          perInstance.add(types);
        }
      }
    }
    boolean whole = problems.isEmpty() && first.equals(BigInteger.valueOf(perInstance.size()));
    return new Result(first, whole ? perInstance : List.of(), problems, warnings);
  }

  private static Optional<String> problem(Group group, BigInteger instance) {
    if (group.names().isEmpty()) {
      return Optional.of("RUNNER_TASK_TYPES: instance " + instance + " has no task types");
    }
    String unknown =
        group.names().stream()
            .filter(name -> TaskType.of(name).isEmpty())
            .sorted()
            .collect(Collectors.joining(", "));
    return unknown.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "RUNNER_TASK_TYPES: instance "
                + instance
                + " contains unsupported task types: "
                + unknown);
  }

  private static List<String> names(String list) {
    return List.copyOf(new LinkedHashSet<>(Settings.csv(list)));
  }

  private static String near(String value, int at) {
    String rest = value.substring(at).strip();
    return rest.substring(0, Math.min(NEAR_LENGTH, rest.length())).replaceAll("\\s", " ");
  }
}
