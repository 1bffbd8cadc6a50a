package io.mediarunner.launcher.soak;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Looks through the processes of this machine, as proc(5) shows them. */
final class ProcessScan {
  private static final Path PROC = Path.of("/proc");

  private ProcessScan() {}

  /**
   * A process.
   *
   * @param commandLine its arguments, spaces between
   */
  record Found(long pid, String commandLine) {
    boolean runs(String program) {
      String first = commandLine.split(" ", 2)[0];
      return first.equals(program) || first.endsWith("/" + program);
    }

    /** A number of {@code /proc/PID/status}, such as of {@code ShdPnd}; empty once it is gone. */
    Optional<String> status(String field) {
      try {
        return Files.readAllLines(PROC.resolve(pid + "/status")).stream()
            .filter(line -> line.startsWith(field + ":"))
            .map(line -> line.substring(field.length() + 1).strip())
            .findFirst();
      } catch (IOException e) {
        return Optional.empty();
      }
    }

    /** Gone, or dead and not yet reaped. */
    boolean ended() {
      return status("State").filter(state -> !state.startsWith("Z")).isEmpty();
    }
  }

  /** Living processes whose command line or environment names a folder. */
  static List<Found> naming(Path folder) throws IOException {
    List<Found> found = new ArrayList<>();
    try (Stream<Path> entries = Files.list(PROC)) {
      for (Path entry : entries.toList()) {
        String name = entry.getFileName().toString();
        if (name.chars().allMatch(Character::isDigit)) {
          String command = text(entry.resolve("cmdline"));
          Found process = new Found(Long.parseLong(name), command.replace('\0', ' ').strip());
          boolean names =
              command.contains(folder.toString())
                  || text(entry.resolve("environ")).contains(folder.toString());
          if (names && !process.ended()) {
            found.add(process);
          }
        }
      }
    }
    return found;
  }

  private static String text(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return ""; // ended meanwhile, or somebody else's
    }
  }
}
