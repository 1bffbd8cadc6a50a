package io.mediarunner.launcher.install;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Finds runners by their command lines in /proc, as proc(5) describes them. */
final class RunningFrom {
  private static final Set<String> WORKING = Set.of("start", "standalone", "demo", "process");

  private RunningFrom() {}

  /**
   * Process ids of the runners of releases in a folder, without this one and without those of other
   * users whose command lines are hidden.
   */
  static List<Long> folder(Path base) throws IOException {
    List<Long> found = new ArrayList<>();
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      for (Path process : processes) {
        long pid = Long.parseLong(process.getFileName().toString());
        if (pid != ProcessHandle.current().pid() && isRunner(process.resolve("cmdline"), base)) {
          found.add(pid);
        }
      }
    }
    return found;
  }

  /** Whether the command, which follows the jar, is one that works until it is stopped. */
  private static boolean runs(List<String> arguments) {
    int jar = arguments.indexOf("-jar");
    return jar >= 0 && (arguments.size() == jar + 2 || WORKING.contains(arguments.get(jar + 2)));
  }

  private static boolean isRunner(Path commandLine, Path base) {
    try {
      List<String> arguments =
          List.of(new String(Files.readAllBytes(commandLine), StandardCharsets.UTF_8).split("\0"));
      return runs(arguments)
          && arguments.stream()
              .filter(argument -> argument.startsWith("-Drunner.home="))
              .map(argument -> Path.of(argument.substring("-Drunner.home=".length())))
              .anyMatch(home -> base.equals(home.getParent()));
    } catch (IOException | RuntimeException e) {
      return false; // it has gone, or is none of ours
    }
  }
}
