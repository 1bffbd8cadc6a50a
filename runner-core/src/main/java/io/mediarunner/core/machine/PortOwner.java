package io.mediarunner.core.machine;

import io.mediarunner.core.text.Limits;
import io.mediarunner.core.text.SmallFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Who listens on a TCP port of this machine, from {@code /proc/net/tcp} and the sockets that
 * processes have open; see proc(5). Of other users' processes only root sees the sockets.
 */
public final class PortOwner {
  private static final String LISTEN = "0A";

  private PortOwner() {}

  /**
   * Such as {@code nginx (pid 811)}.
   *
   * @return empty if nobody listens; a hint if the process cannot be seen
   */
  public static Optional<String> of(int port) {
    Set<String> sockets = new HashSet<>();
    for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
      sockets.addAll(listening(Path.of(table), port));
    }
    return sockets.isEmpty()
        ? Optional.empty()
        : Optional.of(process(sockets).orElse("a process of another user"));
  }

  private static Set<String> listening(Path table, int port) {
    Set<String> inodes = new HashSet<>();
    try {
      for (String line : Files.readAllLines(table, StandardCharsets.ISO_8859_1)) {
        String[] cells = line.strip().split("\\s+");
        boolean listens =
            cells.length > 9
                && cells[3].equals(LISTEN)
                && cells[1].matches("[0-9A-F]+:[0-9A-F]{4}")
                && Integer.parseInt(cells[1].substring(cells[1].indexOf(':') + 1), 16) == port;
        if (listens) {
          inodes.add("socket:[" + cells[9] + "]");
        }
      }
    } catch (IOException e) {
      return inodes; // not Linux, or no IPv6
    }
    return inodes;
  }

  private static Optional<String> process(Set<String> sockets) {
    try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      for (Path process : all) {
        if (holds(process, sockets)) {
          return Optional.of(name(process) + " (pid " + process.getFileName() + ")");
        }
      }
    } catch (IOException e) {
      return Optional.empty();
    }
    return Optional.empty();
  }

  private static boolean holds(Path process, Set<String> sockets) {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(process.resolve("fd"))) {
      for (Path file : files) {
        if (Files.isSymbolicLink(file)
            && sockets.contains(Files.readSymbolicLink(file).toString())) {
          return true;
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      return false; // gone, or somebody else's
    }
    return false;
  }

  private static String name(Path process) {
    try {
      return SmallFile.text(process.resolve("comm"), Limits.LINE).strip();
    } catch (IOException e) {
      return "a process";
    }
  }
}
