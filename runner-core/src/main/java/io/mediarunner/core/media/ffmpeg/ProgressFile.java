package io.mediarunner.core.media.ffmpeg;

import io.mediarunner.core.text.HeadAndTail;
import io.mediarunner.core.text.Limits;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * What ffmpeg writes through {@code -progress}: blocks of {@code key=value} lines, each terminated
 * by {@code progress=continue} or {@code progress=end}. A file rather than a pipe, so that a
 * restarted runner can continue reading.
 */
public final class ProgressFile {
  private final Path file;

  /**
   * The newest complete block.
   *
   * @param frames frames encoded for the first output; empty while unknown, or without video
   * @param outSeconds media time written by the output that is furthest ahead; empty while unknown
   */
  public record Block(Optional<Double> frames, Optional<Double> outSeconds) {}

  public ProgressFile(Path file) {
    this.file = Objects.requireNonNull(file, "file");
  }

  /** The newest block; empty while there is none. */
  public Optional<Block> latest() {
    try {
      return parse(HeadAndTail.tail(file, Limits.PROGRESS_TAIL));
    } catch (IOException e) {
      return Optional.empty(); // not there yet
    }
  }

  static Optional<Block> parse(String text) {
    int end = text.lastIndexOf("progress=");
    if (end < 0) {
      return Optional.empty();
    }
    int previous = text.lastIndexOf("progress=", end - 1);
    String block = text.substring(Math.max(0, previous), end);
    return Optional.of(
        new Block(
            value(block, "frame="),
            value(block, "out_time_us=").map(us -> us / 1_000_000).filter(s -> s >= 0)));
  }

  private static Optional<Double> value(String block, String key) {
    int at = block.lastIndexOf(key);
    if (at < 0) {
      return Optional.empty();
    }
    int end = block.indexOf('\n', at);
    String text = block.substring(at + key.length(), end < 0 ? block.length() : end).strip();
    try {
      return Optional.of(Double.parseDouble(text)); // N/A is normal
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }
}
