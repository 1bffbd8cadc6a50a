package io.mediarunner.core.workspace;

import io.mediarunner.core.task.TaskId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

/**
 * The log of one task, wherever it is now: in the attempt's folder while that is running and after
 * it failed, among the results after it succeeded. Touches the disk: not for event loops.
 */
public final class TaskLogFile {
  private static final String NAME = "encoding.log";
  private final Path storageDir;
  private final TaskId taskId;
  private final int attempt;

  public TaskLogFile(Path storageDir, TaskId taskId, int attempt) {
    this.storageDir = storageDir;
    this.taskId = taskId;
    this.attempt = attempt;
  }

  /**
   * A part of the log.
   *
   * @param from offset of its first byte
   * @param to offset after its last byte
   * @param text whole lines; the last one may be incomplete
   */
  public record Piece(long from, long to, String text) {}

  /** The file, if it exists yet. */
  public Optional<Path> path() {
    Path taskDir = storageDir.resolve(taskId.value());
    return List.of(
            taskDir.resolve("attempt-" + attempt).resolve("output").resolve(NAME),
            taskDir.resolve("output").resolve(NAME))
        .stream()
        .filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
        .findFirst();
  }

  /**
   * The end of the log.
   *
   * @param maxBytes maximum size
   * @throws IOException if it cannot be read
   */
  public Optional<Piece> tail(int maxBytes) throws IOException {
    Optional<Path> file = path();
    if (file.isEmpty()) {
      return Optional.empty();
    }
    long size = Files.size(file.get());
    Piece piece = read(file.get(), Math.max(0, size - maxBytes), maxBytes);
    int lineEnd = piece.from() == 0 ? -1 : piece.text().indexOf('\n');
    return Optional.of(new Piece(piece.from(), piece.to(), piece.text().substring(lineEnd + 1)));
  }

  /**
   * What was written after a byte, up to the last whole line.
   *
   * @return empty if there is nothing new, or no log
   * @throws IOException if it cannot be read
   */
  public Optional<Piece> after(long from, int maxBytes) throws IOException {
    Optional<Path> file = path();
    if (file.isEmpty() || Files.size(file.get()) <= from) {
      return Optional.empty();
    }
    Piece piece = read(file.get(), from, maxBytes);
    int end = piece.text().lastIndexOf('\n') + 1;
    if (end == 0) {
      return Optional.empty();
    }
    String lines = piece.text().substring(0, end);
    long bytes = lines.getBytes(StandardCharsets.UTF_8).length;
    return Optional.of(new Piece(from, Math.min(piece.to(), from + bytes), lines));
  }

  private static Piece read(Path file, long from, int maxBytes) throws IOException {
    try (SeekableByteChannel channel =
        Files.newByteChannel(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
      channel.position(from);
      ByteBuffer bytes =
          ByteBuffer.allocate((int) Math.max(0, Math.min(maxBytes, channel.size() - from)));
      while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
        // until full
      }
      String text = new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
      return new Piece(from, from + bytes.position(), text);
    }
  }
}
