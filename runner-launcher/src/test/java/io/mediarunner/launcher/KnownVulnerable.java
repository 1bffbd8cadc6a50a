package io.mediarunner.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One line of {@code conf/known-vulnerable.txt}.
 *
 * @param accepted why we live with it
 */
record KnownVulnerable(
    String group, String artifact, List<Range> affected, String id, Optional<String> accepted) {
  private static final Pattern NUMBERS = Pattern.compile("\\d+(\\.\\d+)*");

  /** From one version, inclusive, to another, exclusive; an empty one is the beginning. */
  record Range(String from, String to) {
    static Range parse(String text) {
      String[] ends = text.strip().split("\\.\\.(?=[^.]*\\d)", 2);
      if (ends.length != 2 || !NUMBERS.matcher(ends[1]).lookingAt()) {
        throw new IllegalArgumentException("not FROM..TO: " + text);
      }
      return new Range(ends[0], ends[1]);
    }

    boolean holds(String version) {
      return (from.isEmpty() || compare(from, version) <= 0) && compare(version, to) < 0;
    }
  }

  static List<KnownVulnerable> read(Path file) throws IOException {
    return Files.readAllLines(file).stream()
        .filter(line -> !line.isBlank() && !line.startsWith("#"))
        .map(KnownVulnerable::parse)
        .toList();
  }

  static KnownVulnerable parse(String line) {
    String[] parts = line.split("\\s*\\|\\s*");
    String[] name = parts[0].split(":");
    boolean whole = parts.length == 4 || (parts.length == 5 && parts[4].startsWith("accepted: "));
    if (!whole || name.length != 2) {
      throw new IllegalArgumentException("not an entry: " + line);
    }
    return new KnownVulnerable(
        name[0],
        name[1],
        Arrays.stream(parts[1].split(",")).map(Range::parse).toList(),
        parts[2],
        parts.length == 5 ? Optional.of(parts[4]) : Optional.empty());
  }

  /** Whether it is about a jar, by its file's name: {@code artifact-version.jar}. */
  boolean isIn(String jar) {
    Matcher named = Pattern.compile(Pattern.quote(artifact) + "-(\\d[^-]*).*\\.jar").matcher(jar);
    return named.matches() && affected.stream().anyMatch(range -> range.holds(named.group(1)));
  }

  /** By the numbers at the beginning; what follows, such as {@code .Final}, is of no meaning. */
  private static int compare(String one, String other) {
    int[] some = numbers(one);
    int[] others = numbers(other);
    int length = Math.max(some.length, others.length); // 2.1 is 2.1.0
    return Arrays.compare(Arrays.copyOf(some, length), Arrays.copyOf(others, length));
  }

  private static int[] numbers(String version) {
    Matcher numbers = NUMBERS.matcher(version);
    if (!numbers.lookingAt()) {
      throw new IllegalArgumentException("not a version: " + version);
    }
    return Arrays.stream(numbers.group().split("\\.")).mapToInt(Integer::parseInt).toArray();
  }
}
