package io.mediarunner.core.media;

import io.mediarunner.core.config.ToolConfig;
import io.mediarunner.core.config.TranscriptionConfig;
import io.mediarunner.core.error.Failure;
import io.mediarunner.core.error.TaskFailedException;
import io.mediarunner.core.media.ffmpeg.FfmpegTools;
import io.mediarunner.core.media.whisper.SpeechEngine;
import io.mediarunner.core.media.whisper.VoiceActivity;
import io.mediarunner.core.process.TaskTools;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The media step of transcription tasks. One for the whole runner; each call blocks its own thread.
 */
public final class TranscriptionWork implements MediaWork {
  private final Setup setup;

  /**
   * What all transcriptions share.
   *
   * @param engine the best that works; empty = none does
   * @param voiceActivity tells speech from noise; empty = only from silence
   * @param modelsDir folder of speech models
   * @param gpu whether the engine may use a GPU
   * @param threads for the engine, above 0
   * @param stall how long an engine may give no sign of life; empty = 5 minutes
   * @param codecDenylist lower-case names of codecs that are refused
   * @param turns who may use the engine now
   */
  public record Setup(
      FfmpegTools ffmpeg,
      Optional<SpeechEngine> engine,
      Optional<VoiceActivity> voiceActivity,
      Path modelsDir,
      TranscriptionConfig config,
      ToolConfig limits,
      boolean gpu,
      int threads,
      Optional<Duration> stall,
      Set<String> codecDenylist,
      Turns turns) {
    /**
     * @throws NullPointerException if a component is null
     */
    public Setup {
      Objects.requireNonNull(ffmpeg, "ffmpeg");
      Objects.requireNonNull(engine, "engine");
      Objects.requireNonNull(voiceActivity, "voiceActivity");
      Objects.requireNonNull(modelsDir, "modelsDir");
      Objects.requireNonNull(config, "config");
      Objects.requireNonNull(limits, "limits");
      Objects.requireNonNull(stall, "stall");
      codecDenylist = Set.copyOf(codecDenylist);
      Objects.requireNonNull(turns, "turns");
    }
  }

  /** Lets so many tasks at once use the engine: a GPU holds one model. */
  public static final class Turns {
    private static final long LOOK_MILLIS = 500;
    private final Semaphore free;

    /**
     * @param atOnce above 0
     */
    public Turns(int atOnce) {
      free = new Semaphore(atOnce, true);
    }

    /**
     * Waits for a turn.
     *
     * @throws TaskFailedException {@code CANCELLED} if the task is stopped meanwhile
     */
    Turn take(TaskTools tools) throws TaskFailedException {
      try {
        do {
          tools.throwIfStopped();
        } while (!free.tryAcquire(LOOK_MILLIS, TimeUnit.MILLISECONDS));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new TaskFailedException(Failure.CANCELLED);
      }
      return free::release;
    }
  }

  /** Somebody's turn, until it is ended. */
  interface Turn {
    void end();
  }

  public TranscriptionWork(Setup setup) {
    this.setup = Objects.requireNonNull(setup, "setup");
  }

  @Override
  public String run(MediaTask task) throws TaskFailedException {
    try {
      return new Transcription(task, setup).run();
    } catch (IOException e) {
      throw new TaskFailedException(Failure.of(e), e);
    }
  }
}
