package io.mediarunner.launcher.setup;

import io.mediarunner.core.config.parse.ConfigKey;
import io.mediarunner.core.config.parse.DotEnv;
import io.mediarunner.core.workspace.DurableFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Writes a settings file as a whole or not at all: under another name first, flushed to disk, then
 * renamed. The file is readable for its owner and group. One that was there is kept beside it.
 */
final class SettingsFile {
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);
  private final Path file;

  SettingsFile(Path file) {
    this.file = file.toAbsolutePath();
  }

  Path path() {
    return file;
  }

  boolean exists() {
    return Files.exists(file);
  }

  /**
   * @param comments lines at the top, without {@code #}
   * @param notes lines at the end, without {@code #}
   * @param values by key; written in the order of the settings' table
   * @return where the file that was there is kept; empty if there was none
   * @throws IOException if it cannot be written; then the old one is still in its place
   */
  Optional<Path> write(
      List<String> comments, Map<ConfigKey, String> values, List<String> notes, Instant now)
      throws IOException {
    String text = text(comments, values, notes);
    Files.createDirectories(file.getParent());
    Path half = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(half);
    Files.createFile(
        half, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----")));
    Files.setPosixFilePermissions(half, PosixFilePermissions.fromString("rw-r-----"));
    DurableFiles.write(half, text);
    Optional<Path> kept = Optional.empty();
    if (Files.exists(file)) {
      Path old = file.resolveSibling(file.getFileName() + ".before-" + STAMP.format(now));
      Files.copy(
          file, old, StandardCopyOption.COPY_ATTRIBUTES, StandardCopyOption.REPLACE_EXISTING);
      kept = Optional.of(old);
    }
    Files.move(half, file, StandardCopyOption.ATOMIC_MOVE);
    return kept;
  }

  /**
   * @throws IllegalArgumentException if a value has no form that can be read back; names the key
   */
  static String text(List<String> comments, Map<ConfigKey, String> values, List<String> notes) {
    StringBuilder text = new StringBuilder();
    comments.forEach(line -> text.append("# ").append(line).append('\n'));
    Optional<ConfigKey.Section> last = Optional.empty();
    for (ConfigKey key : ConfigKey.values()) {
      if (values.containsKey(key)) {
        if (!last.equals(Optional.of(key.section()))) {
          text.append("\n# ---- ").append(key.section().title()).append(" ----\n");
          last = Optional.of(key.section());
        }
        String value = String.valueOf(values.get(key));
        text.append(line(key, value)).append('\n');
      }
    }
    notes.forEach(line -> text.append(line.isEmpty() ? "" : "# ").append(line).append('\n'));
    return text.toString();
  }

  /** Plain where that is possible: systemd and Docker read such lines as well. */
  private static String line(ConfigKey key, String value) {
    for (String form : List.of(value, "'" + value + "'", "\"" + escaped(value) + "\"")) {
      String line = key.name() + "=" + form;
      DotEnv back = DotEnv.parse(line + "\n", Map.of());
      if (back.warnings().isEmpty() && back.values().equals(Map.of(key.name(), value))) {
        return line;
      }
    }
    throw new IllegalArgumentException(key.name() + ": cannot be written to a settings file");
  }

  private static String escaped(String value) {
    return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
  }
}
