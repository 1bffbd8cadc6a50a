package io.mediarunner.core.transcription.engine;

import io.mediarunner.core.config.TranscriptionConfig;
import io.mediarunner.core.json.JsonCache;
import io.mediarunner.core.media.ffmpeg.FfmpegTools;
import io.mediarunner.core.process.ProcessRunner;
import io.mediarunner.core.transcription.models.InstalledModels;
import io.mediarunner.core.transcription.speech.SpeechModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/** Finds the engines of this machine and picks the best one that works. */
public final class SpeechEngines {
  private static final String AUTO = "auto";
  private static final Duration TRIAL_LIMIT = Duration.ofMinutes(3);

  private final TranscriptionConfig config;
  private final FfmpegTools ffmpeg;
  private final WhisperLocator locator;
  private final Path modelsDir;
  private final ProcessRunner processes;
  private final boolean gpu;
  private final int threads;

  /**
   * @param ffmpeg the runner's own, used unless the settings name another for speech
   * @param modelsDir folder of speech models
   * @param gpu whether engines may use a GPU
   * @param threads for a trial, above 0
   */
  public SpeechEngines(
      TranscriptionConfig config,
      FfmpegTools ffmpeg,
      WhisperLocator locator,
      Path modelsDir,
      ProcessRunner processes,
      boolean gpu,
      int threads) {
    this.config = Objects.requireNonNull(config, "config");
    this.ffmpeg = Objects.requireNonNull(ffmpeg, "ffmpeg");
    this.locator = Objects.requireNonNull(locator, "locator");
    this.modelsDir = Objects.requireNonNull(modelsDir, "modelsDir");
    this.processes = Objects.requireNonNull(processes, "processes");
    this.gpu = gpu;
    this.threads = threads;
  }

  /**
   * Result for one kind.
   *
   * @param engine empty if there is none of that kind
   * @param verdict of its test; empty if it was not tested
   * @param detail one sentence for people
   */
  public record Finding(
      EngineKind kind,
      Optional<SpeechEngine> engine,
      Optional<EngineTrial.Verdict> verdict,
      String detail) {
    /** Whether tasks can use it. */
    public boolean works() {
      return verdict.filter(EngineTrial.Verdict::works).isPresent();
    }

    /** Whether it only lacks a model: once one is installed, tasks can use it. */
    boolean untested() {
      return engine.isPresent() && verdict.isEmpty();
    }
  }

  /**
   * What tasks will use.
   *
   * @param engine empty if none works, and none lacks only a model
   * @param findings about every kind that was checked, best first
   * @param gpu with which models the engine may use the GPU
   */
  public record Choice(Optional<SpeechEngine> engine, List<Finding> findings, GpuUse gpu) {
    /** One line for people: which and why. */
    public String summary() {
      return findings.stream()
          .filter(Finding::works)
          .findFirst()
          .map(f -> f.kind().wireName() + " (" + f.detail() + ")" + summaryOfGpu())
          .orElseGet(
              () ->
                  "none: "
                      + String.join(
                          "; ",
                          findings.stream()
                              .map(f -> f.kind().wireName() + ": " + f.detail())
                              .toList()));
    }

    private String summaryOfGpu() {
      return gpuOff().stream().map(clause -> "; " + clause).collect(Collectors.joining());
    }

    /** For which models the GPU is off although it is wanted, and why, for people. */
    public List<String> gpuOff() {
      return gpu.trials().orElse(Map.of()).entrySet().stream()
          .filter(trial -> !trial.getValue().isEmpty())
          .sorted(Map.Entry.comparingByKey())
          .map(trial -> "GPU off for " + trial.getKey() + ": " + trial.getValue())
          .toList();
    }
  }

  /** With which models the engine may use the GPU: where it is not right, it is off. */
  private GpuUse gpuUse(Optional<SpeechEngine> engine, Path cache) throws IOException {
    if (!gpu || engine.isEmpty() || !engine.get().needsModelFile()) {
      return GpuUse.untried(gpu);
    }
    InstalledModels installed = new InstalledModels(modelsDir);
    TrialCache trials = new TrialCache(cache);
    Map<String, String> verdicts = new LinkedHashMap<>();
    for (SpeechModel model : installed.all()) {
      Path file = installed.file(model).orElseThrow();
      TranscribeOptions options =
          new TranscribeOptions(
              Optional.of(file),
              model.fullName(),
              "en",
              false,
              true,
              threads,
              "",
              TRIAL_LIMIT,
              TRIAL_LIMIT);
      String verdict =
          trials.verdict(
              engine.get().version() + " " + stamp(Path.of(engine.get().place())),
              stamp(file),
              () -> new GpuTrial(processes).of(engine.get(), options));
      verdicts.put(String.valueOf(file.getFileName()), verdict);
    }
    return new GpuUse(true, Optional.of(verdicts));
  }

  /** Whether only this kind is configured. */
  private List<EngineKind> wanted() {
    return config.engine().equals(AUTO)
        ? List.of(EngineKind.values())
        : List.of(EngineKind.of(config.engine()).orElseThrow());
  }

  /**
   * Tests all configured kinds, best first.
   *
   * @param cache file for trials of the GPU
   * @throws IOException if the disk refuses
   */
  public Choice tryAll(Path cache) throws IOException {
    List<Finding> findings = new ArrayList<>();
    for (EngineKind kind : wanted()) {
      findings.add(find(kind).map(engine -> tried(engine)).orElseGet(() -> absent(kind)));
    }
    return choice(findings, cache);
  }

  /**
   * Tests them until one works, and caches the result for as long as nothing about it changes.
   *
   * @param cache file
   * @throws IOException if the disk refuses
   */
  public Choice choose(Path cache) throws IOException {
    JsonCache kept = new JsonCache(cache);
    List<Finding> findings = new ArrayList<>();
    for (EngineKind kind : wanted()) {
      Optional<SpeechEngine> engine = find(kind);
      Finding finding;
      if (engine.isEmpty()) {
        finding = absent(kind);
      } else {
        Optional<EngineTrial.Verdict> known = remembered(kept, engine.get());
        finding = known.map(v -> found(engine.get(), v)).orElseGet(() -> tried(engine.get()));
        if (known.isEmpty() && finding.works()) {
          remember(kept, engine.get(), finding.verdict().orElseThrow());
        }
      }
      findings.add(finding);
      if (finding.works()) {
        break;
      }
    }
    return choice(findings, cache);
  }

  /**
   * Tests an engine that worked before, whatever the cache says.
   *
   * @return what is wrong, for people; empty if it works, or if no model allows a test
   */
  public Optional<String> problem(SpeechEngine engine) {
    Finding finding = tried(engine);
    return finding.verdict().isEmpty() || finding.works()
        ? Optional.empty()
        : Optional.of("the speech engine does not work: " + finding.detail());
  }

  private Choice choice(List<Finding> findings, Path cache) throws IOException {
    Optional<SpeechEngine> engine =
        findings.stream()
            .filter(Finding::works)
            .findFirst()
            .or(() -> findings.stream().filter(Finding::untested).findFirst())
            .flatMap(Finding::engine);
    return new Choice(engine, findings, gpuUse(engine, cache.resolveSibling("speech-gpu.json")));
  }

  /** The engine of a kind, not tested yet. */
  public Optional<SpeechEngine> find(EngineKind kind) {
    return switch (kind) {
      case WHISPER_SERVER ->
          config.server().map(server -> new WhisperServer(server, config.serverKey()));
      case WHISPER_CLI ->
          locator
              .cli(config.cli())
              .map(
                  program -> new WhisperCli(program, ProgramVersion.ofWhisper(program, processes)));
      case FFMPEG ->
          speechFfmpeg()
              .filter(tools -> ProgramVersion.hasWhisperFilter(tools, processes))
              .map(WhisperFilter::new);
    };
  }

  private Optional<FfmpegTools> speechFfmpeg() {
    if (config.ffmpeg().isEmpty()) {
      return Optional.of(ffmpeg);
    }
    return config
        .ffmpeg()
        .filter(Files::isExecutable)
        .map(
            file ->
                new FfmpegTools(
                    file,
                    ffmpeg.ffprobe(),
                    ProgramVersion.ofFfmpeg(file, processes),
                    "configured for speech",
                    Map.of()));
  }

  private Finding absent(EngineKind kind) {
    String detail =
        switch (kind) {
          case WHISPER_SERVER -> "WHISPER_SERVER_URL is not set";
          case WHISPER_CLI ->
              config.cli().isPresent()
                  ? "WHISPER_CLI_PATH is not an executable: " + config.cli().get()
                  : "not installed; run bin/install-whisper to build it";
          case FFMPEG ->
              config
                  .ffmpeg()
                  .map(
                      file ->
                          "WHISPER_FFMPEG_PATH is not an ffmpeg with the whisper filter: " + file)
                  .orElse("the ffmpeg in use lacks the whisper filter");
        };
    return new Finding(kind, Optional.empty(), Optional.empty(), detail);
  }

  private Finding tried(SpeechEngine engine) {
    Optional<Path> model = model();
    if (model.isEmpty() && engine.needsModelFile()) {
      return new Finding(
          engine.kind(),
          Optional.of(engine),
          Optional.empty(),
          "not tested: no model is installed in " + modelsDir);
    }
    EngineTrial.Verdict verdict = verdict(engine, model, gpu);
    // Why the GPU does not work, the trial of the GPU says.
    boolean withoutGpu = !verdict.works() && gpu && engine.needsModelFile();
    return found(engine, withoutGpu ? verdict(engine, model, false) : verdict);
  }

  private EngineTrial.Verdict verdict(SpeechEngine engine, Optional<Path> model, boolean onGpu) {
    TranscribeOptions options =
        new TranscribeOptions(
            model, modelName(), "en", false, onGpu, threads, "", TRIAL_LIMIT, TRIAL_LIMIT);
    try {
      return new EngineTrial(processes).of(engine, options);
    } catch (IOException e) {
      return new EngineTrial.Verdict(false, false, "test failed: " + e.getMessage());
    }
  }

  private Finding found(SpeechEngine engine, EngineTrial.Verdict verdict) {
    String device =
        engine.kind() == EngineKind.WHISPER_SERVER
            ? "its own device"
            : verdict.gpu() ? "GPU" : "CPU";
    return new Finding(
        engine.kind(),
        Optional.of(engine),
        Optional.of(verdict),
        String.format(
            Locale.ROOT,
            "%s, %s, %s, %s",
            engine.version(),
            engine.place(),
            device,
            verdict.detail()));
  }

  /** The model that tasks use by default, else any other: a test needs one. */
  private Optional<Path> model() {
    InstalledModels installed = new InstalledModels(modelsDir);
    return SpeechModel.of(config.model())
        .flatMap(installed::file)
        .or(() -> installed.all().stream().findFirst().flatMap(installed::file));
  }

  private String modelName() {
    return SpeechModel.of(config.model()).map(SpeechModel::fullName).orElse(config.model());
  }

  /** What is remembered of a test: what it depended on, and its result. */
  record Kept(String about, boolean gpu, String detail) {
    Kept {
      Objects.requireNonNull(about, "about");
      Objects.requireNonNull(detail, "detail");
    }
  }

  private Optional<EngineTrial.Verdict> remembered(JsonCache cache, SpeechEngine engine)
      throws IOException {
    Optional<String> about = about(engine);
    return about.isEmpty()
        ? Optional.empty()
        : cache
            .read(Kept.class)
            .filter(kept -> kept.about().equals(about.get()))
            .map(kept -> new EngineTrial.Verdict(true, kept.gpu(), kept.detail()));
  }

  private void remember(JsonCache cache, SpeechEngine engine, EngineTrial.Verdict verdict)
      throws IOException {
    about(engine).ifPresent(about -> cache.write(new Kept(about, verdict.gpu(), verdict.detail())));
  }

  /**
   * Everything that the result of a test depends on; empty if it is tested each time: a service may
   * change at any time, and without a model there is nothing to test with.
   */
  private Optional<String> about(SpeechEngine engine) throws IOException {
    Optional<Path> model = model();
    if (engine.kind() == EngineKind.WHISPER_SERVER || model.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        String.join(" ", engine.version(), stamp(Path.of(engine.place())), stamp(model.get()))
            + " gpu="
            + gpu);
  }

  private static String stamp(Path file) throws IOException {
    return file + " " + Files.size(file) + " " + Files.getLastModifiedTime(file);
  }
}
