package io.mediarunner.launcher.os;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A mounted file system, as proc(5) describes it in {@code mountinfo}.
 *
 * @param point where it is mounted
 * @param options such as {@code ro} and {@code noexec}, of the mount and of the file system
 * @param type such as {@code tmpfs}
 */
public record Mount(Path point, Set<String> options, String type) {
  private static final Pattern OCTAL = Pattern.compile("\\\\([0-7]{3})");

  /**
   * @throws NullPointerException if a component is null
   */
  public Mount {
    Objects.requireNonNull(point, "point");
    Objects.requireNonNull(type, "type");
    options = Set.copyOf(options);
  }

  /** The one that a path lies on, existing or not; empty where the system does not say. */
  public static Optional<Mount> of(Path path) {
    try {
      return of(
          nearest(path.toAbsolutePath().normalize()),
          Files.readAllLines(Path.of("/proc/self/mountinfo"), StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static Path nearest(Path path) throws IOException {
    Path at = path;
    while (!Files.exists(at) && at.getParent() != null) {
      at = at.getParent();
    }
    return at.toRealPath();
  }

  /** The last mount with the longest point counts: later ones cover earlier ones. */
  static Optional<Mount> of(Path real, List<String> mountinfo) {
    Optional<Mount> found = Optional.empty();
    for (String line : mountinfo) {
      String[] parts = line.split(" - ", 2);
      String[] left = parts[0].split(" ");
      String[] right = parts.length < 2 ? new String[0] : parts[1].split(" ");
      if (left.length < 6 || right.length < 3) {
        continue;
      }
      Path point = Path.of(unescaped(left[4]));
      boolean longer =
          found.map(best -> point.getNameCount() >= best.point().getNameCount()).orElse(true);
      if (real.startsWith(point) && longer) {
        found = Optional.of(new Mount(point, options(left[5], right[2]), right[0]));
      }
    }
    return found;
  }

  private static Set<String> options(String ofMount, String ofFileSystem) {
    return Set.copyOf(new HashSet<>(List.of((ofMount + "," + ofFileSystem).split(","))));
  }

  private static String unescaped(String text) {
    return OCTAL
        .matcher(text)
        .replaceAll(m -> String.valueOf((char) Integer.parseInt(m.group(1), 8)))
        .replace("\\", "");
  }

  /** Whether nothing on it can be written. */
  public boolean readOnly() {
    return options.contains("ro");
  }

  /** Whether no program or library on it can be run. */
  public boolean noExec() {
    return options.contains("noexec");
  }
}
