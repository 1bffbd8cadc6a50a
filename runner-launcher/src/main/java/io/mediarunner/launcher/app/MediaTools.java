package io.mediarunner.launcher.app;

import io.mediarunner.core.config.InstanceConfig;
import io.mediarunner.core.config.RunnerConfig;
import io.mediarunner.core.encoding.run.EncodingWork;
import io.mediarunner.core.encoding.run.SegmentWorkers;
import io.mediarunner.core.machine.EncoderShare;
import io.mediarunner.core.machine.GpuLoad;
import io.mediarunner.core.machine.GpuQuery;
import io.mediarunner.core.media.MediaWork;
import io.mediarunner.core.media.ffmpeg.FfmpegTools;
import io.mediarunner.core.media.ffmpeg.FfmpegTrial;
import io.mediarunner.core.media.hardware.GpuDevice;
import io.mediarunner.core.media.hardware.HardwareApi;
import io.mediarunner.core.media.hardware.HardwareSearch;
import io.mediarunner.core.process.BoundProcesses;
import io.mediarunner.core.process.ProcessRunner;
import io.mediarunner.core.studio.StudioWork;
import io.mediarunner.core.task.TaskType;
import io.mediarunner.core.transcription.TranscriptionWork;
import io.mediarunner.core.transcription.engine.SpeechEngines;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The media tools of this machine: ffmpeg, graphics hardware, a speech engine. */
final class MediaTools {
  private static final Logger log = LoggerFactory.getLogger(MediaTools.class);

  /** How the names of findings on NVIDIA cards begin. */
  private static final String CUDA = HardwareApi.CUDA.wireName() + ":";

  private final RunnerConfig config;
  private final ProcessRunner processes;
  private final List<String> notes = new ArrayList<>();
  private final FfmpegTools ffmpeg;
  private Optional<HardwareSearch.Result> hardware = Optional.empty();
  private List<Long> cards = List.of();
  private Optional<SpeechEngines.Choice> speech = Optional.empty();
  private volatile SegmentWorkers workers = SegmentWorkers.NONE;
  private volatile Optional<EncodingWork> helping = Optional.empty();
  private List<InstanceConfig> instances;

  private MediaTools(RunnerConfig config, FfmpegTools ffmpeg, ProcessRunner processes) {
    this.config = config;
    this.processes = processes;
    this.ffmpeg = ffmpeg;
    this.instances = config.instances();
  }

  /**
   * Tests everything. Takes seconds the first time, or minutes with a large speech model.
   *
   * @param ffmpegs the one to use, and others to try with graphics hardware
   * @throws IOException if no task type is left
   */
  static MediaTools find(RunnerConfig config, List<FfmpegTools> ffmpegs, ProcessRunner processes)
      throws IOException {
    MediaTools tools = new MediaTools(config, ffmpegs.get(0), processes);
    tools.findHardware(ffmpegs);
    tools.findSpeechEngine();
    return tools;
  }

  /** Only if a GPU is requested: the test takes seconds the first time. */
  private void findHardware(List<FfmpegTools> ffmpegs) throws IOException {
    if (!config.encoding().gpu()) {
      return;
    }
    HardwareSearch.Result found =
        new HardwareSearch(
                config.encoding(),
                processes,
                Optional.ofNullable(System.getenv("PATH")).orElse(""),
                Optional.of(config.storage().cacheDir()))
            .search(ffmpegs);
    hardware = Optional.of(found);
    if (found.chosen().usable()) {
      cards = found.chosen().devices().stream().map(this::cardBytes).toList();
      log.info("graphics hardware: {}", found.summary());
    } else {
      notes.add("ENCODING_TYPE=GPU, but " + found.chosen().summary());
      log.warn(
          "ENCODING_TYPE=GPU, but {}: encoding on the CPU; run 'bin/runner check-gpu' to see"
              + " why",
          found.chosen().summary());
    }
  }

  /** Memory of an NVIDIA card in bytes; 0 if unknown. */
  private long cardBytes(GpuDevice device) {
    if (device.hardware().findings().stream()
        .noneMatch(finding -> finding.works() && finding.name().startsWith(CUDA))) {
      return 0;
    }
    Optional<String> one =
        Optional.ofNullable(device.environment().get("CUDA_VISIBLE_DEVICES"))
            .filter(name -> !name.contains(","));
    return GpuQuery.ask(processes, one).stream().findFirst().map(GpuLoad::totalBytes).orElse(0L);
  }

  /** Memory of each card in bytes, 0 = unknown; instance n uses number n modulo their count. */
  List<Long> cards() {
    return cards;
  }

  /** One for each device; instance n uses number n modulo their count. */
  private List<GpuDevice> devices() {
    return hardware.map(found -> found.chosen().devices()).orElse(List.of(GpuDevice.none(ffmpeg)));
  }

  /** What does not work is not offered: the Manager then uses another runner. */
  private void findSpeechEngine() throws IOException {
    if (!SpeechTools.wanted(config)) {
      return;
    }
    SpeechTools found = speechTools(devices().get(0));
    SpeechEngines.Choice choice = found.engines().choose(found.cache());
    speech = Optional.of(choice);
    Optional<String> missing = found.missing(choice);
    choice.gpuOff().forEach(why -> notes.add("The speech engine uses the CPU. " + why));
    if (missing.isEmpty()) {
      log.info("transcription: {}", found.about(choice));
    } else if (config.transcription().requireModel()) {
      instances = SpeechTools.without(TaskType.TRANSCRIPTION, config.instances());
      log.warn("transcription is not offered: {}", missing.get());
      notes.add(missing.get());
      if (instances.isEmpty()) {
        throw new IOException("no task type is left to offer: " + missing.get());
      }
    } else {
      log.warn("transcription tasks may fail: {}", missing.get());
      notes.add(missing.get());
    }
  }

  private SpeechTools speechTools(GpuDevice device) {
    return new SpeechTools(config, ffmpeg, BoundProcesses.in(device.environment(), processes));
  }

  /** Whether a graphics card encodes. */
  boolean onHardware() {
    return hardware.filter(found -> found.chosen().usable()).isPresent();
  }

  /** From now on, others encode segments of long videos too. */
  void sharedWith(SegmentWorkers others) {
    workers = others;
  }

  /** Encodes on the first device. */
  EncodingWork encoding() {
    return helping.orElseThrow();
  }

  FfmpegTools ffmpeg() {
    return ffmpeg;
  }

  /** The configured instances that can do anything, with the task types that work. */
  List<InstanceConfig> instances() {
    return instances;
  }

  /** The configured instances that can do nothing, with the reason of each. */
  Map<InstanceConfig, String> silent() {
    Set<Integer> listening =
        instances.stream().map(InstanceConfig::number).collect(Collectors.toSet());
    return config.instances().stream()
        .filter(instance -> !listening.contains(instance.number()))
        .collect(Collectors.toMap(instance -> instance, instance -> String.join(" ", notes)));
  }

  /** Notes for the operator: things that are configured but unavailable. */
  List<String> notes() {
    return List.copyOf(notes);
  }

  /** The tools in use, for people, by purpose. */
  Map<String, String> about() throws IOException {
    Map<String, String> about = new LinkedHashMap<>();
    about.put("ffmpeg", ffmpeg.version() + " (" + ffmpeg.origin() + ")");
    about.put("encoding", hardware.map(found -> "GPU requested; " + found.summary()).orElse("CPU"));
    if (devices().size() > 1) {
      about.put("devices", devicesInWords());
    }
    if (speech.isPresent()) {
      about.put("transcription", speechTools(devices().get(0)).about(speech.get()));
    }
    return about;
  }

  /** Such as {@code instance 0 on device 0, instance 1 on device 1}. */
  private String devicesInWords() {
    return instances.stream()
        .map(instance -> instance.number())
        .map(n -> "instance " + n + " on device " + hardware.orElseThrow().device(n).name())
        .collect(Collectors.joining(", "));
  }

  /**
   * Tests the programs of a task type, whatever was known of them; takes a second, or longer with a
   * large speech model. Gives what is wrong, or nothing.
   */
  Supplier<Optional<String>> trial(TaskType type) {
    FfmpegTrial trial = new FfmpegTrial(ffmpeg, processes);
    return switch (type) {
      case ENCODING, STUDIO -> trial::problem;
      case TRANSCRIPTION ->
          () -> {
            Optional<String> problem = trial.problem();
            SpeechEngines engines = speechTools(devices().get(0)).engines();
            return problem.isPresent()
                ? problem
                : speech.flatMap(SpeechEngines.Choice::engine).flatMap(engines::problem);
          };
    };
  }

  /** The media steps, for each device; instance n uses number n modulo their count. */
  List<DeviceWorks> works() throws IOException {
    List<DeviceWorks> all = new ArrayList<>();
    EncoderShare share = new EncoderShare(Runtime.getRuntime().availableProcessors());
    for (GpuDevice device : devices()) {
      all.add(new DeviceWorks(device.environment(), works(device, share)));
    }
    return all;
  }

  private Map<TaskType, MediaWork> works(GpuDevice device, EncoderShare share) throws IOException {
    EncodingWork encoding =
        new EncodingWork(
            device.ffmpeg(),
            config.encoding(),
            config.tools(),
            config.downloads().codecDenylist(),
            device.hardware(),
            share,
            encode -> workers.encode(encode));
    helping = helping.isPresent() ? helping : Optional.of(encoding);
    return Map.of(
        TaskType.ENCODING,
        encoding,
        TaskType.STUDIO,
        new StudioWork(encoding, config.studio(), config.downloads().maxBytes()),
        TaskType.TRANSCRIPTION,
        new TranscriptionWork(speechTools(device).setup(speech)));
  }
}
