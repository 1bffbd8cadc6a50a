package io.mediarunner.launcher.os;

import io.mediarunner.core.workspace.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder of this process's temporary files, including SQLite's native library: {@code
 * media-runner-UID/…} in the system's temporary folder. It is removed at exit. Those of killed
 * runners are removed at the next start; a lock, which the system releases however a process exits,
 * distinguishes them from those in use.
 */
public final class TemporaryFolder {
  private static final Logger log = LoggerFactory.getLogger(TemporaryFolder.class);
  private static final String PROPERTY = "java.io.tmpdir";
  private static final String LOCK = "lock";
  private static final Duration NEW = Duration.ofMinutes(1);
  private static final int TRIES = 5;

  /** More than the remains of a full disk. */
  private static final int PROBE_BYTES = 64 << 10;

  private TemporaryFolder() {}

  /** Somebody else has the folder; the message says what to do. */
  public static final class TakenException extends Exception {
    private static final long serialVersionUID = 1L;

    TakenException(Path folder) {
      super(
          folder
              + " belongs to another user, is a link, or is open to others; code in it would be"
              + " executed. Remove it, or set RUNNER_JAVA_OPTS=-Djava.io.tmpdir=FOLDER.");
    }
  }

  /**
   * Makes it {@code java.io.tmpdir}. Where that cannot be written, or libraries in it not be
   * loaded, another folder is used. If the system allows neither, the old value stays.
   *
   * @return what is wrong with the system's folder and which one is used instead; empty if nothing
   * @throws TakenException if somebody else created it
   */
  public static Optional<String> use() throws TakenException {
    Path system = Path.of(System.getProperty(PROPERTY));
    Optional<String> problem = problem(system);
    Path base =
        problem.isEmpty()
            ? system
            : candidates(system).stream()
                .filter(folder -> problem(folder).isEmpty())
                .findFirst()
                .orElse(system);
    use(base);
    return problem.map(
        what ->
            base.equals(system)
                ? what + ", and no other folder can be used: set RUNNER_JAVA_OPTS=-Djava.io.tmpdir"
                : what + "; temporary files are in " + base);
  }

  /** Folders to try where the system's cannot be used: the user's own, then the lasting one. */
  public static List<Path> candidates(Path system) {
    return Stream.of(
            Path.of(System.getProperty("user.home"), ".cache", "media-runner", "tmp"),
            Path.of("/var/tmp"),
            Path.of("/dev/shm"))
        .filter(folder -> !folder.equals(system))
        .toList();
  }

  /** Why temporary files, libraries among them, cannot lie in a folder; empty if they can. */
  public static Optional<String> problem(Path folder) {
    try {
      if (!Files.exists(folder)) {
        Path parent = folder.toAbsolutePath().getParent();
        if (parent == null || folder.startsWith("/tmp")) {
          return Optional.of(folder + " does not exist");
        }
        Files.createDirectories(folder);
      }
      Optional<Mount> mount = Mount.of(folder);
      if (mount.map(Mount::readOnly).orElse(false)) {
        return Optional.of(folder + " is on a read-only file system");
      }
      if (mount.map(Mount::noExec).orElse(false)) {
        return Optional.of(folder + " is mounted noexec: no library in it can be loaded");
      }
      Path probe = Files.createTempFile(folder, "media-runner-", "");
      try {
        Files.write(probe, new byte[PROBE_BYTES]);
      } finally {
        Files.deleteIfExists(probe);
      }
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(folder + " cannot be written (" + e + ")");
    }
  }

  private static void use(Path system) throws TakenException {
    try {
      Path all = ofUser(system);
      removeAbandoned(all);
      Path own = Files.createTempDirectory(all, "");
      LockFile lock =
          LockFile.tryAcquire(own.resolve(LOCK))
              .filter(held -> Files.exists(own))
              .orElseThrow(() -> new IOException(own + " was mistaken for an abandoned folder"));
      System.setProperty(PROPERTY, own.toString());
      Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(own, lock), "temporary-files"));
    } catch (IOException | RuntimeException e) {
      log.debug("keeping temporary files in {}", System.getProperty(PROPERTY), e);
    }
  }

  /**
   * @throws TakenException if somebody else created the folder
   */
  public static Path ofUser(Path system) throws IOException, TakenException {
    Object uid = Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    Path folder = system.resolve("media-runner-" + uid);
    if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      Files.createDirectory(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
    boolean ours =
        Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
            && Files.getAttribute(folder, "unix:uid", LinkOption.NOFOLLOW_LINKS).equals(uid)
            && PosixFilePermissions.toString(
                    Files.getPosixFilePermissions(folder, LinkOption.NOFOLLOW_LINKS))
                .endsWith("------");
    if (!ours) {
      throw new TakenException(folder);
    }
    return folder;
  }

  private static void removeAbandoned(Path all) throws IOException {
    List<Path> folders;
    try (Stream<Path> entries = Files.list(all)) {
      folders = entries.toList();
    }
    for (Path folder : folders) {
      try {
        if (Files.exists(folder.resolve(LOCK))) {
          removeUnlessInUse(folder);
        } else if (Files.getLastModifiedTime(folder)
            .toInstant()
            .isBefore(Instant.now().minus(NEW))) {
          Workspace.deleteTree(folder); // its creator died before it had a lock
        }
      } catch (IOException | RuntimeException e) {
        log.debug("cannot remove {}", folder, e);
      }
    }
  }

  private static void removeUnlessInUse(Path folder) throws IOException {
    Optional<LockFile> abandoned = LockFile.tryAcquire(folder.resolve(LOCK));
    if (abandoned.isPresent()) {
      try {
        Workspace.deleteTree(folder);
      } finally {
        abandoned.get().close();
      }
    }
  }

  /**
   * Vert.x removes its own files in there at the same time, so a folder may seem not to be empty.
   */
  private static void remove(Path own, LockFile lock) {
    for (int i = 0; i < TRIES && Files.exists(own); i++) {
      try {
        Workspace.deleteTree(own);
      } catch (IOException e) {
        log.debug("cannot remove {}", own, e);
      }
    }
    try {
      lock.close();
    } catch (IOException e) {
      log.debug("cannot unlock {}", own, e);
    }
  }
}
