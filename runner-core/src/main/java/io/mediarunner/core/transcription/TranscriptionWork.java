package io.mediarunner.core.transcription;

import io.mediarunner.core.config.ToolConfig;
import io.mediarunner.core.config.TranscriptionConfig;
import io.mediarunner.core.error.Failure;
import io.mediarunner.core.error.TaskFailedException;
import io.mediarunner.core.media.MediaTask;
import io.mediarunner.core.media.MediaWork;
import io.mediarunner.core.media.ffmpeg.FfmpegTools;
import io.mediarunner.core.media.probe.MediaInspector;
import io.mediarunner.core.transcription.engine.GpuUse;
import io.mediarunner.core.transcription.engine.SpeechEngine;
import io.mediarunner.core.transcription.engine.VoiceActivity;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * The media step of transcription tasks. One for the whole runner; each call blocks its own thread.
 */
public final class TranscriptionWork implements MediaWork {
  private final Setup setup;
  private final MediaInspector inspector;

  /**
   * What all transcriptions share.
   *
   * @param engine the best one that works; empty = none
   * @param voiceActivity separates speech from noise; empty = only from silence
   * @param modelsDir folder of speech models
   * @param gpu with which models the engine may use a GPU
   * @param threads for the engine, above 0
   * @param stall how long an engine may give no sign of life; empty = 5 minutes
   * @param codecDenylist lower-case names of codecs that are refused
   * @param slots slots for using the engine
   */
  public record Setup(
      FfmpegTools ffmpeg,
      Optional<SpeechEngine> engine,
      Optional<VoiceActivity> voiceActivity,
      Path modelsDir,
      TranscriptionConfig config,
      ToolConfig limits,
      GpuUse gpu,
      int threads,
      Optional<Duration> stall,
      Set<String> codecDenylist,
      EngineSlots slots) {
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
      Objects.requireNonNull(gpu, "gpu");
      Objects.requireNonNull(stall, "stall");
      codecDenylist = Set.copyOf(codecDenylist);
      Objects.requireNonNull(slots, "slots");
    }
  }

  public TranscriptionWork(Setup setup) {
    this.setup = Objects.requireNonNull(setup, "setup");
    this.inspector =
        new MediaInspector(setup.ffmpeg(), setup.codecDenylist(), setup.limits().nice());
  }

  @Override
  public String run(MediaTask task) throws TaskFailedException {
    try {
      return new Transcription(task, setup, inspector.of(task.tools(), task.workDir())).run();
    } catch (IOException e) {
      throw new TaskFailedException(Failure.of(e), e);
    }
  }
}
