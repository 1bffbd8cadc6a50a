package io.mediarunner.core.encoding.plan;

import io.mediarunner.core.media.FrameRate;
import io.mediarunner.core.media.MediaInfo;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * Recordings joined into one video stream and one audio track, which replace a source file. This is
 * all that an encode knows about them; the code that joins them decides how. Immutable, and equal
 * if the result is equal.
 */
public interface JoinedSource {
  /** Properties of the joined video, as the source of an encode. */
  MediaInfo info();

  /** Length in seconds, above zero. */
  double seconds();

  /** Constant frame rate of the joined video. */
  FrameRate rate();

  /** Whether there is an audio track. */
  boolean hasAudio();

  /** How the joined video itself is encoded, before renditions, logo and credits. */
  BaseVideo base();

  /** The beginning of a filter graph over the recordings. */
  Graph graph();

  /**
   * Inputs and the filter chains over them.
   *
   * @param inputs in ffmpeg's order, from its input 0
   * @param chains produce the labels {@code cv} and {@code ca} for the renditions, {@code cb} and
   *     {@code ba} for the base; the audio labels only with {@link #hasAudio}
   */
  record Graph(List<Input> inputs, List<String> chains) {
    public Graph {
      inputs = List.copyOf(inputs);
      chains = List.copyOf(chains);
    }
  }

  /**
   * One part of a recording, as a separate input.
   *
   * @param file the download, under a name of our own
   * @param seekSeconds where reading begins, on the recording's clock; 0 = at its beginning
   * @param onHardware whether the hardware at hand decodes its video stream
   * @param own whether the file is of our own making
   */
  record Input(Path file, double seekSeconds, boolean onHardware, boolean own) {
    public Input {
      Objects.requireNonNull(file, "file");
    }
  }
}
