package io.mediarunner.core.media;

import io.mediarunner.core.config.ToolConfig;
import io.mediarunner.core.config.TranscriptionConfig;
import io.mediarunner.core.error.Failure;
import io.mediarunner.core.error.FailureCode;
import io.mediarunner.core.error.TaskFailedException;
import io.mediarunner.core.media.ffmpeg.FfmpegTools;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * The media step of transcription tasks. One for the whole runner; each call blocks its own thread.
 */
public final class TranscriptionWork implements MediaWork {
  private final Setup setup;

  /**
   * What all transcriptions share.
   *
   * @param engine {@code whisper-cli}; empty = none was found
   * @param modelsDir folder of speech models
   * @param gpu whether the engine may use a GPU
   * @param threads for the engine, above 0
   * @param codecDenylist lower-case names of codecs that are refused
   */
  public record Setup(
      FfmpegTools ffmpeg,
      Optional<Path> engine,
      Path modelsDir,
      TranscriptionConfig config,
      ToolConfig limits,
      boolean gpu,
      int threads,
      Set<String> codecDenylist) {
    /**
     * @throws NullPointerException if a component is null
     */
    public Setup {
      Objects.requireNonNull(ffmpeg, "ffmpeg");
      Objects.requireNonNull(engine, "engine");
      Objects.requireNonNull(modelsDir, "modelsDir");
      Objects.requireNonNull(config, "config");
      Objects.requireNonNull(limits, "limits");
      codecDenylist = Set.copyOf(codecDenylist);
    }
  }

  public TranscriptionWork(Setup setup) {
    this.setup = Objects.requireNonNull(setup, "setup");
  }

  @Override
  public String run(MediaTask task) throws TaskFailedException {
    try {
      return new Transcription(task, setup).run();
    } catch (IOException e) {
      boolean full = String.valueOf(e.getMessage()).contains("No space left");
      throw new TaskFailedException(
          full
              ? new Failure(FailureCode.DISK_FULL, "The runner has no space left for this task.")
              : Failure.of(e),
          e);
    }
  }
}
