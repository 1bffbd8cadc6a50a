package io.mediarunner.core.media;

import io.mediarunner.core.config.EncodingConfig;
import io.mediarunner.core.config.ToolConfig;
import io.mediarunner.core.error.TaskFailedException;
import io.mediarunner.core.media.ffmpeg.FfmpegTools;
import io.mediarunner.core.media.hardware.Hardware;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One task under way, and what its steps share.
 *
 * @param warnings gathered as the steps find them
 * @param stall how long an encode may make no progress
 */
record EncodeJob(
    MediaTask task,
    FfmpegTools tools,
    EncodingConfig config,
    ToolConfig limits,
    CodecDenylist denylist,
    Hardware hardware,
    Duration stall,
    EncodingLog log,
    MediaProbe probe,
    List<Warning> warnings) {
  /** Looks at a downloaded file and judges it, before anything is done with it. */
  MediaInfo inspect(Path file, String name) throws TaskFailedException, IOException {
    log.line("source: " + name + ", " + Files.size(file) + " bytes");
    denylist.check(file);
    MediaInfo info = probe.source(file);
    log.line("facts: " + info);
    denylist.check(info.codecs());
    SourceLimits.check(info);
    if (info.undecodableAudio() > 0) {
      warn(
          Warning.Code.AUDIO_TRACK_SKIPPED,
          info.undecodableAudio() + " sound track(s) cannot be decoded and are left out");
    }
    return withoutHdrWhereItCannotBeConverted(info);
  }

  private MediaInfo withoutHdrWhereItCannotBeConverted(MediaInfo info)
      throws TaskFailedException, IOException {
    boolean hdr = info.video().map(MediaInfo.Video::colour).filter(Colour::hdr).isPresent();
    if (!hdr || (probe.hasFilter("zscale") && probe.hasFilter("tonemap"))) {
      return info;
    }
    warn(
        Warning.Code.HDR_NOT_CONVERTED,
        "this ffmpeg has no filters zscale and tonemap: the colours of the HDR source are off");
    return info.withoutTransfer();
  }

  /**
   * The wishes of the task's parameters.
   *
   * @param cut as it applies to the source, already read
   * @param sourceName that results are named after
   */
  EncodePlan.Wishes wishes(Optional<Cut> cut, String sourceName)
      throws TaskFailedException, IOException {
    Map<String, Object> parameters = task.request().parameters();
    DressingParameter dressing = DressingParameter.parse(parameters.get("dressing"));
    Ladder ladder = RenditionParameter.apply(parameters.get("rendition"), warnings::add);
    Optional<String> title =
        Optional.ofNullable(parameters.get("video_title"))
            .map(Object::toString)
            .filter(text -> !text.isBlank());
    DressingAssets assets =
        new DressingAssets(task, probe, denylist, config.dressingRequired(), warnings::add);
    return new EncodePlan.Wishes(
        ladder,
        cut,
        assets.fetch(dressing),
        OutputNames.of(sourceName, config.fmp4() ? HlsSegments.FMP4 : HlsSegments.TS),
        config.segmentSeconds(),
        RateControl.of(config),
        title);
  }

  void warn(Warning.Code code, String detail) {
    warnings.add(Warning.of(code, detail));
  }
}
