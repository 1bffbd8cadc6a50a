package io.mediarunner.core.workspace;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Folders that are really where their names say. Behind a link may lie anything, also files of
 * others, so nothing is written or deleted there.
 */
public final class RealFolder {
  private static final Logger log = LoggerFactory.getLogger(RealFolder.class);

  private RealFolder() {}

  /** Whether there is a folder, and no link to one. */
  static boolean isOne(Path path) {
    return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
  }

  /**
   * Makes a folder and those between it and another one, which must be there: what a running task
   * makes must not appear in the place of a storage that was renamed or unmounted.
   *
   * @param base above the folder; not made
   * @return the folder
   * @throws NoSuchFileException if the base is missing
   * @throws IOException if the disk refuses
   */
  public static Path createIn(Path base, Path folder) throws IOException {
    if (!folder.startsWith(base)) {
      throw new IllegalArgumentException(folder + " is not in " + base);
    }
    if (!Files.isDirectory(base)) {
      throw new NoSuchFileException(base.toString());
    }
    Path made = base;
    for (Path name : base.relativize(folder)) {
      made = made.resolve(name);
      try {
        Files.createDirectory(made);
      } catch (FileAlreadyExistsException e) {
        if (!Files.isDirectory(made)) {
          throw e;
        }
      }
    }
    return made;
  }

  /**
   * The same for a folder and its parent; what is above both must be there.
   *
   * @param folder such as one among the kept files of an attempt
   */
  public static Path createWithParent(Path folder) throws IOException {
    Path parent = Objects.requireNonNull(folder.getParent(), "parent");
    return createIn(Objects.requireNonNull(parent.getParent(), "base"), folder);
  }

  /**
   * Removes a link in place of a folder, and renames anything else that is none.
   *
   * @throws IOException if the disk refuses
   */
  static void makeWayFor(Path folder) throws IOException {
    if (isOne(folder) || !Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    if (Files.isSymbolicLink(folder)) {
      unlink(folder);
      return;
    }
    // No task id starts with a dot.
    Path aside =
        folder.resolveSibling(".displaced-" + folder.getFileName() + "-" + UUID.randomUUID());
    Files.move(folder, aside, StandardCopyOption.ATOMIC_MOVE);
    log.warn("a file had the name of a task's folder: renamed {} to {}", folder, aside);
  }

  /**
   * Removes a name that is not that of a folder; does nothing if there is none. The target of a
   * link stays as it is.
   *
   * @throws IOException if the disk refuses
   */
  static void unlink(Path path) throws IOException {
    if (isOne(path) || !Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    if (Files.isSymbolicLink(path)) {
      log.warn(
          "removed a symbolic link in a task's place, not its target: {} -> {}",
          path,
          Files.readSymbolicLink(path));
    } else {
      log.warn("removed a file in the place of a task's results: {}", path);
    }
    Files.deleteIfExists(path);
  }

  /** Removes every link in a folder, or in its place. */
  static void unlinkWithin(Path folder) throws IOException {
    if (!isOne(folder)) {
      unlink(folder);
      return;
    }
    List<Path> links;
    try (Stream<Path> walk = Files.walk(folder)) {
      links = walk.filter(Files::isSymbolicLink).toList();
    }
    for (Path link : links) {
      unlink(link);
    }
  }

  /** Removes a folder and those in it, as far as they hold no file. */
  static void removeEmpty(Path folder) throws IOException {
    List<Path> folders;
    try (Stream<Path> walk = Files.walk(folder)) {
      folders = walk.filter(RealFolder::isOne).sorted(Comparator.reverseOrder()).toList();
    }
    for (Path empty : folders) {
      try {
        Files.deleteIfExists(empty);
      } catch (DirectoryNotEmptyException e) {
        log.trace("holds a file", e);
      }
    }
  }
}
