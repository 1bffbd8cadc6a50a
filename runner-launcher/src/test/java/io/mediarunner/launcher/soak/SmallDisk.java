package io.mediarunner.launcher.soak;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A file system of its own in memory (tmpfs) that can be filled to the last byte. */
final class SmallDisk implements AutoCloseable {
  private static final int BLOCK = 1 << 16;
  private final Programs programs;
  private final Path root;
  private final Path ballast;

  /**
   * @param root where it appears; made here
   * @param megabytes how much it holds
   * @throws IOException if this process may not mount
   */
  SmallDisk(Programs programs, Path root, int megabytes) throws IOException {
    this.programs = programs;
    this.root = Files.createDirectories(root);
    this.ballast = root.resolve("ballast");
    programs.run(
        List.of("mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m", "tmpfs", root.toString()));
  }

  Path root() {
    return root;
  }

  /** Takes all room but a rest. */
  synchronized void fill(long restBytes) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(ballast.toFile(), "rw")) {
      file.seek(file.length());
      long take = root.toFile().getUsableSpace() - restBytes;
      while (take > 0) {
        file.write(new byte[(int) Math.min(BLOCK, take)]);
        take = root.toFile().getUsableSpace() - restBytes;
      }
    } catch (IOException e) {
      if (!String.valueOf(e.getMessage()).contains("No space left")) {
        throw e;
      } // else somebody was faster, and it is full
    }
  }

  /** Takes whatever becomes free for a while. */
  void keepFull(long millis) throws IOException, InterruptedException {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    while (System.nanoTime() < end) {
      fill(0);
      TimeUnit.MILLISECONDS.sleep(2);
    }
  }

  synchronized void free() throws IOException {
    Files.deleteIfExists(ballast);
  }

  @Override
  public void close() throws IOException {
    programs.run(List.of("umount", "-l", root.toString()));
  }
}
