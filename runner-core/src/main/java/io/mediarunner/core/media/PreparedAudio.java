package io.mediarunner.core.media;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * The audio of a source whose sample rate or channels change on the way, decoded beforehand into
 * one form: ffmpeg would set up the whole filter graph anew at each change, clocks and all.
 *
 * @param file all audio tracks, 48 kHz stereo
 * @param startSeconds where the file begins on the source's clock
 * @param streams source indexes of its tracks, in its order
 */
public record PreparedAudio(Path file, double startSeconds, List<Integer> streams) {
  /**
   * @throws NullPointerException if a component is null
   */
  public PreparedAudio {
    Objects.requireNonNull(file, "file");
    streams = List.copyOf(streams);
  }

  /** Which of its tracks is that of a stream of the source. */
  public int track(int stream) {
    return streams.indexOf(stream);
  }
}
