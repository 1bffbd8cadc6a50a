package io.mediarunner.core.encoding.run;

import io.mediarunner.core.config.EncodingConfig;
import io.mediarunner.core.config.ToolConfig;
import io.mediarunner.core.encoding.plan.Cut;
import io.mediarunner.core.encoding.plan.DressingParameter;
import io.mediarunner.core.encoding.plan.EncodeOptions;
import io.mediarunner.core.encoding.plan.HlsSegments;
import io.mediarunner.core.encoding.plan.Ladder;
import io.mediarunner.core.encoding.plan.OutputNames;
import io.mediarunner.core.encoding.plan.RateControl;
import io.mediarunner.core.encoding.plan.RenditionParameter;
import io.mediarunner.core.error.TaskFailedException;
import io.mediarunner.core.media.Colour;
import io.mediarunner.core.media.MediaFacts;
import io.mediarunner.core.media.MediaInfo;
import io.mediarunner.core.media.MediaTask;
import io.mediarunner.core.media.Warning;
import io.mediarunner.core.media.audio.AudioTools;
import io.mediarunner.core.media.ffmpeg.EncodingLog;
import io.mediarunner.core.media.ffmpeg.FfmpegTools;
import io.mediarunner.core.media.hardware.Hardware;
import io.mediarunner.core.media.probe.MediaInspector;
import io.mediarunner.core.media.probe.MediaProbe;
import io.mediarunner.core.task.ParameterForm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One running task, and what its steps share.
 *
 * @param warnings collected as the steps find them
 * @param stall how long an encode may make no progress
 * @param threads of each encoder; empty = as many as it likes
 * @param workers who encodes the segments of a long video
 */
public record EncodeContext(
    MediaTask task,
    EncodingConfig config,
    ToolConfig limits,
    Hardware hardware,
    Duration stall,
    OptionalInt threads,
    EncodingLog log,
    MediaInspector.Inspection inspection,
    List<Warning> warnings,
    SegmentWorkers workers) {
  /** The ffmpeg that may open what has been inspected. */
  public FfmpegTools tools() {
    return inspection.ffmpeg();
  }

  /** Probes a downloaded file and checks it before anything else is done with it. */
  public MediaInfo inspect(Path file, String name) throws TaskFailedException, IOException {
    return inspect(file, name, "");
  }

  /**
   * The same for one of several files.
   *
   * @param about what warnings about it begin with
   */
  public MediaInfo inspect(Path file, String name, String about)
      throws TaskFailedException, IOException {
    log.line("source: " + name + ", " + Files.size(file) + " bytes");
    MediaInfo info = inspection.media(file);
    log.line("properties: " + MediaFacts.of(info));
    if (info.undecodableAudio() > 0) {
      warn(
          Warning.Code.AUDIO_TRACK_SKIPPED,
          about + info.undecodableAudio() + " audio track(s) cannot be decoded and were skipped");
    }
    Warning.about(info.timeline())
        .forEach(warning -> warn(warning.code(), about + warning.detail()));
    return withoutHdrWhereItCannotBeConverted(info);
  }

  /** A command whose x264 encoders have this encode's threads; not part of what is encoded. */
  List<String> shared(List<String> command) {
    if (threads.isEmpty()) {
      return command;
    }
    List<String> shared = new ArrayList<>();
    for (int i = 0; i < command.size(); i++) {
      shared.add(command.get(i));
      if (i > 0 && command.get(i).equals("libx264") && command.get(i - 1).equals("-c:v")) {
        shared.addAll(List.of("-threads:v", Integer.toString(threads.getAsInt())));
      }
    }
    return shared;
  }

  /** To listen to a source that was inspected. */
  public AudioTools audioTools() {
    return new AudioTools(tools(), task.tools(), task.workDir(), limits, log);
  }

  /** For files of our own making. */
  MediaProbe probe() {
    return inspection.probe();
  }

  private MediaInfo withoutHdrWhereItCannotBeConverted(MediaInfo info)
      throws TaskFailedException, IOException {
    boolean hdr = info.video().map(MediaInfo.Video::colour).filter(Colour::hdr).isPresent();
    if (!hdr || (probe().hasFilter("zscale") && probe().hasFilter("tonemap"))) {
      return info;
    }
    warn(
        Warning.Code.HDR_NOT_CONVERTED,
        "HDR was not converted to SDR, so colours may be wrong: this ffmpeg lacks the filters zscale and tonemap");
    return info.withoutTransfer();
  }

  /**
   * The options that follow from the task's parameters.
   *
   * @param cut as it applies to the source, already parsed
   * @param sourceName base for the names of the results
   */
  public EncodeOptions options(Optional<Cut> cut, String sourceName)
      throws TaskFailedException, IOException {
    Map<String, Object> parameters = task.request().parameters();
    DressingParameter dressing = DressingParameter.parse(parameters.get("dressing"));
    Ladder ladder =
        RenditionParameter.apply(parameters.get("rendition"), config.ladder(), warnings::add);
    Optional<String> title =
        Optional.ofNullable(ParameterForm.sound(parameters).get("video_title"))
            .map(Object::toString)
            .filter(text -> !text.isBlank());
    DressingAssets assets =
        new DressingAssets(task, inspection, config.dressingRequired(), warnings::add);
    return new EncodeOptions(
        ladder,
        cut,
        assets.fetch(dressing),
        OutputNames.of(sourceName, config.fmp4() ? HlsSegments.FMP4 : HlsSegments.TS),
        config.segmentSeconds(),
        RateControl.of(config),
        title);
  }

  public void warn(Warning.Code code, String detail) {
    warnings.add(Warning.of(code, detail));
  }
}
