package io.mediarunner.core.workspace;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tells whether the storage folder is still the one that this process opened. A file that is open
 * outlives the name of its folder: after an unmount or a rename, the journal would go on while the
 * results appear somewhere else. Any thread; touches the disk, and a hanging network disk blocks
 * the caller.
 */
public final class HeldStorage {
  private final Path lock;
  private final Path touched;
  private final Map<Path, Object> held = new ConcurrentHashMap<>();

  /**
   * @param lock a file in the folder that this process holds open and nobody else writes
   * @throws IOException if it cannot be read
   */
  public HeldStorage(Path lock) throws IOException {
    this.lock = Objects.requireNonNull(lock, "lock");
    this.touched = lock.resolveSibling(lock.getFileName() + ".alive");
    if (!Files.exists(touched)) {
      Files.createFile(touched);
    }
    hold(lock);
  }

  /**
   * From now on, this file must stay what it is. Does nothing if there is no such file.
   *
   * @throws IOException if it cannot be read
   */
  public void hold(Path file) throws IOException {
    if (Files.exists(file)) {
      held.put(file, key(file));
    }
  }

  /**
   * Why the storage cannot be used now, in one sentence for an operator that names the file; empty
   * if it can.
   */
  public Optional<String> problem() {
    Path looking = lock;
    try {
      for (Map.Entry<Path, Object> file : held.entrySet()) {
        looking = file.getKey();
        if (!key(looking).equals(file.getValue())) {
          return Optional.of(looking + " is another file than at the start");
        }
      }
      looking = lock;
      // Needs no free space. Not the lock itself: whoever closes a file, as this does, gives up all
      // locks that his process has on it; see fcntl(2).
      Files.setLastModifiedTime(touched, FileTime.from(Instant.now()));
      return Optional.empty();
    } catch (NoSuchFileException e) {
      return Optional.of(looking + " is gone");
    } catch (IOException e) {
      String why = String.valueOf(e.getMessage());
      boolean full = why.contains("No space left") || why.contains("quota");
      return full ? Optional.empty() : Optional.of(why);
    }
  }

  /** Device and inode, where the system has them. */
  private static Object key(Path file) throws IOException {
    BasicFileAttributes attributes =
        Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    return Optional.ofNullable(attributes.fileKey()).orElseGet(attributes::creationTime);
  }
}
