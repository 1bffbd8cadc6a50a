package io.mediarunner.launcher.app;

import io.mediarunner.core.config.InstanceConfig;
import io.mediarunner.core.config.RunnerConfig;
import io.mediarunner.core.media.ffmpeg.FfmpegTools;
import io.mediarunner.core.process.ProcessRunner;
import io.mediarunner.core.task.TaskType;
import io.mediarunner.core.transcription.EngineSlots;
import io.mediarunner.core.transcription.TranscriptionWork;
import io.mediarunner.core.transcription.engine.EngineKind;
import io.mediarunner.core.transcription.engine.GpuUse;
import io.mediarunner.core.transcription.engine.SpeechEngine;
import io.mediarunner.core.transcription.engine.SpeechEngines;
import io.mediarunner.core.transcription.engine.VoiceActivity;
import io.mediarunner.core.transcription.engine.WhisperLocator;
import io.mediarunner.core.transcription.models.InstalledModels;
import io.mediarunner.core.transcription.speech.SpeechModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Connects the settings with the speech engines, and reports what is available. */
public final class SpeechTools {
  private final RunnerConfig config;
  private final FfmpegTools ffmpeg;
  private final ProcessRunner processes;
  private final WhisperLocator locator;

  public SpeechTools(RunnerConfig config, FfmpegTools ffmpeg, ProcessRunner processes) {
    this.config = config;
    this.ffmpeg = ffmpeg;
    this.processes = processes;
    this.locator = new WhisperLocator(System.getenv("PATH"), config.storage().cacheDir());
  }

  /** Whether any instance is configured to transcribe. */
  static boolean wanted(RunnerConfig config) {
    return instances(config) > 0;
  }

  private static int instances(RunnerConfig config) {
    return (int)
        config.instances().stream()
            .filter(instance -> instance.taskTypes().contains(TaskType.TRANSCRIPTION))
            .count();
  }

  /** All known engines. */
  public SpeechEngines engines() {
    return new SpeechEngines(
        config.transcription(),
        ffmpeg,
        locator,
        modelsDir(),
        processes,
        config.encoding().gpu(),
        threads());
  }

  /** Cache file of the engine test. */
  public Path cache() {
    return config.storage().cacheDir().resolve("speech-engine.json");
  }

  public Path modelsDir() {
    return config.storage().whisperModelsDir();
  }

  /** What is installed there. */
  public InstalledModels models() {
    return new InstalledModels(modelsDir());
  }

  /** Also empty if the settings turn it off. */
  public Optional<VoiceActivity> voiceActivity() throws IOException {
    return config.transcription().vadFilter()
        ? VoiceActivity.find(
            locator.voiceActivity(locator.cli(config.transcription().cli())), modelsDir())
        : Optional.empty();
  }

  /** All instances that may transcribe at the same time share the cores. */
  private int threads() {
    int cores = Runtime.getRuntime().availableProcessors();
    return Math.max(1, cores / Math.max(1, instances(config)));
  }

  TranscriptionWork.Setup setup(Optional<SpeechEngines.Choice> choice) throws IOException {
    return new TranscriptionWork.Setup(
        ffmpeg,
        choice.flatMap(SpeechEngines.Choice::engine),
        voiceActivity(),
        modelsDir(),
        config.transcription(),
        config.tools(),
        choice.map(SpeechEngines.Choice::gpu).orElse(GpuUse.untried(config.encoding().gpu())),
        threads(),
        Optional.empty(),
        config.downloads().codecDenylist(),
        new EngineSlots(config.encoding().gpu() ? 1 : Math.max(1, instances(config))));
  }

  /** What prevents transcription and what to do, for people; empty if nothing does. */
  public Optional<String> missing(SpeechEngines.Choice choice) {
    String model = config.transcription().model();
    boolean service =
        choice
            .engine()
            .map(SpeechEngine::kind)
            .filter(k -> k == EngineKind.WHISPER_SERVER)
            .isPresent();
    boolean engine =
        choice.engine().isPresent()
            || choice.findings().stream().anyMatch(finding -> finding.engine().isPresent());
    boolean installed = service || SpeechModel.of(model).flatMap(models()::file).isPresent();
    List<String> missing = new ArrayList<>();
    List<String> commands = new ArrayList<>();
    if (!engine) {
      missing.add("no speech engine is installed");
      commands.add("'bin/install-whisper'");
    }
    if (!installed) {
      missing.add(
          String.format(
              Locale.ROOT, "the speech model %s is not installed in %s", model, modelsDir()));
      commands.add("'bin/runner models pull " + model + "'");
    }
    if (!missing.isEmpty()) {
      return Optional.of(String.join(" and ", missing) + "; run " + String.join(" and ", commands));
    }
    return choice.engine().isPresent()
        ? Optional.empty()
        : Optional.of("no speech engine works (" + choice.summary() + ")");
  }

  /** One line for people. */
  String about(SpeechEngines.Choice choice) throws IOException {
    String models =
        models().all().stream().map(SpeechModel::wireName).collect(Collectors.joining(", "));
    return String.format(
        Locale.ROOT,
        "%s; models: %s; voice activity detection: %s",
        missing(choice).orElse(choice.summary()),
        models.isEmpty() ? "none" : models,
        voiceActivity().map(v -> v.model().getFileName().toString()).orElse("silence only"));
  }

  /** The instances without a task type; those left without any are dropped. */
  static List<InstanceConfig> without(TaskType type, List<InstanceConfig> instances) {
    List<InstanceConfig> left = new ArrayList<>();
    for (InstanceConfig instance : instances) {
      List<TaskType> types = instance.taskTypes().stream().filter(t -> t != type).toList();
      if (!types.isEmpty()) {
        left.add(
            new InstanceConfig(
                instance.number(),
                instance.runnerId(),
                instance.bindHost(),
                instance.port(),
                instance.advertisedUrl(),
                types));
      }
    }
    return left;
  }
}
