package io.mediarunner.launcher.app;

import io.mediarunner.core.config.InstanceConfig;
import io.mediarunner.core.config.RunnerConfig;
import io.mediarunner.core.encoding.run.EncodingWork;
import io.mediarunner.core.media.MediaWork;
import io.mediarunner.core.media.ffmpeg.FfmpegTools;
import io.mediarunner.core.media.hardware.Hardware;
import io.mediarunner.core.media.hardware.HardwareProbe;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The media tools of this machine: ffmpeg, graphics hardware, a speech engine. */
final class MediaTools {
  private static final Logger log = LoggerFactory.getLogger(MediaTools.class);

  private final RunnerConfig config;
  private final ProcessRunner processes;
  private final List<String> notes = new ArrayList<>();
  private FfmpegTools ffmpeg;
  private Hardware hardware = Hardware.NONE;
  private Optional<SpeechEngines.Choice> speech = Optional.empty();
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
   * @throws IOException if no task type is left
   */
  static MediaTools find(RunnerConfig config, FfmpegTools ffmpeg, ProcessRunner processes)
      throws IOException {
    MediaTools tools = new MediaTools(config, ffmpeg, processes);
    tools.findHardware();
    tools.findSpeechEngine();
    return tools;
  }

  /** Only if a GPU is requested: the test takes seconds the first time. */
  private void findHardware() throws IOException {
    if (!config.encoding().gpu()) {
      return;
    }
    ffmpeg = Gpu.tools(ffmpeg, config.encoding());
    hardware =
        new HardwareProbe(ffmpeg, processes, config.encoding().device())
            .cached(Gpu.cache(config.storage().cacheDir()));
    if (hardware.usable()) {
      log.info("graphics hardware: {}", hardware.summary());
    } else {
      notes.add("ENCODING_TYPE=GPU, but " + hardware.summary());
      log.warn(
          "ENCODING_TYPE=GPU, but {}: encoding on the CPU; run 'bin/runner check-gpu' to see"
              + " why",
          hardware.summary());
    }
  }

  /** What does not work is not offered: the Manager then uses another runner. */
  private void findSpeechEngine() throws IOException {
    if (!SpeechTools.wanted(config)) {
      return;
    }
    SpeechTools found = new SpeechTools(config, ffmpeg, processes);
    SpeechEngines.Choice choice = found.engines().choose(found.cache());
    speech = Optional.of(choice);
    Optional<String> missing = found.missing(choice);
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

  FfmpegTools ffmpeg() {
    return ffmpeg;
  }

  /** The configured instances that can do anything, with the task types that work. */
  List<InstanceConfig> instances() {
    return instances;
  }

  /** Notes for the operator: things that are configured but unavailable. */
  List<String> notes() {
    return List.copyOf(notes);
  }

  /** The tools in use, for people, by purpose. */
  Map<String, String> about() throws IOException {
    Map<String, String> about = new LinkedHashMap<>();
    about.put("ffmpeg", ffmpeg.version() + " (" + ffmpeg.origin() + ")");
    about.put("encoding", config.encoding().gpu() ? "GPU requested; " + hardware.summary() : "CPU");
    if (speech.isPresent()) {
      about.put("transcription", new SpeechTools(config, ffmpeg, processes).about(speech.get()));
    }
    return about;
  }

  /** The media step of each type. */
  Map<TaskType, MediaWork> works() throws IOException {
    EncodingWork encoding =
        new EncodingWork(
            ffmpeg,
            config.encoding(),
            config.tools(),
            config.downloads().codecDenylist(),
            hardware);
    return Map.of(
        TaskType.ENCODING,
        encoding,
        TaskType.STUDIO,
        new StudioWork(encoding, config.studio(), config.downloads().maxBytes()),
        TaskType.TRANSCRIPTION,
        new TranscriptionWork(new SpeechTools(config, ffmpeg, processes).setup(speech)));
  }
}
