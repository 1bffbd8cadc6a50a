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
import io.mediarunner.core.media.ffmpeg.EncodingLog;
import io.mediarunner.core.media.ffmpeg.FfmpegTools;
import io.mediarunner.core.media.hardware.Hardware;
import io.mediarunner.core.media.probe.CodecDenylist;
import io.mediarunner.core.media.probe.MediaProbe;
import io.mediarunner.core.media.probe.SourceLimits;
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
public record EncodeContext(
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
  public MediaInfo inspect(Path file, String name) throws TaskFailedException, IOException {
    log.line("source: " + name + ", " + Files.size(file) + " bytes");
    denylist.check(file);
    MediaInfo info = probe.source(file);
    log.line("facts: " + MediaFacts.of(info));
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
   * The options that follow from the task's parameters.
   *
   * @param cut as it applies to the source, already read
   * @param sourceName that results are named after
   */
  public EncodeOptions options(Optional<Cut> cut, String sourceName)
      throws TaskFailedException, IOException {
    Map<String, Object> parameters = task.request().parameters();
    DressingParameter dressing = DressingParameter.parse(parameters.get("dressing"));
    Ladder ladder =
        RenditionParameter.apply(parameters.get("rendition"), config.ladder(), warnings::add);
    Optional<String> title =
        Optional.ofNullable(parameters.get("video_title"))
            .map(Object::toString)
            .filter(text -> !text.isBlank());
    DressingAssets assets =
        new DressingAssets(task, probe, denylist, config.dressingRequired(), warnings::add);
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
