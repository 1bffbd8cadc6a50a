package io.mediarunner.core.process.sandbox;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The system's programs that confine others; each replaces itself with the program, unless said
 * otherwise.
 *
 * @param setsid gives a session of its own; with {@code -f -w} it stays as the program's parent
 * @param nice lowers the priority
 * @param choom has the kernel choose it first when memory runs out
 * @param prlimit sets resource limits
 * @param bwrap creates namespaces; stays as the program's parent
 */
public record SandboxPrograms(
    Optional<Path> setsid,
    Optional<Path> nice,
    Optional<Path> choom,
    Optional<Path> prlimit,
    Optional<Path> bwrap) {
  /**
   * @param searchPath folders to search, as in the variable PATH
   */
  public static SandboxPrograms find(String searchPath) {
    return new SandboxPrograms(
        onPath(searchPath, "setsid"),
        onPath(searchPath, "nice"),
        onPath(searchPath, "choom"),
        onPath(searchPath, "prlimit"),
        onPath(searchPath, "bwrap"));
  }

  /** The first executable of a name in the folders of a path. */
  public static Optional<Path> onPath(String searchPath, String program) {
    for (String folder : searchPath.split(File.pathSeparator)) {
      Path candidate = Path.of(folder, program);
      if (!folder.isEmpty() && Files.isExecutable(candidate) && !Files.isDirectory(candidate)) {
        return Optional.of(candidate);
      }
    }
    return Optional.empty();
  }
}
