package io.mediarunner.core.encoding.packaging;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.mediarunner.core.media.VideoIdentity;
import io.mediarunner.core.media.Warning;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code info_video.json}: what the platform reads to import the results. Its keys are the
 * components' names in snake case, in this order. Those of the reference keep name, meaning and
 * order; {@code schema_version} and what follows it are ours. Null and empty lists are left out
 * where the reference does so.
 *
 * @param cut the part of the source that was kept
 * @param studio how recordings were joined
 * @param attempts at the main pass, each with where its steps ran and why it failed
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record InfoVideo(
    @Nullable JsonNode dressing,
    @JsonUnwrapped Source source,
    @JsonUnwrapped VideoIdentity identity,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Video> encodeVideo,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Thumbnail> encodeThumbnail,
    @Nullable OverviewFiles encodeOverview,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Audio> encodeAudio,
    boolean encodeResult,
    int schemaVersion,
    double durationExact,
    @Nullable Window cut,
    @JsonUnwrapped @Nullable Picture picture,
    @Nullable String hlsMaster,
    @Nullable String dashManifest,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Subtitles> subtitles,
    @Nullable String chapters,
    String encoder,
    Map<String, String> acceleration,
    String ffmpegVersion,
    List<Warning> warnings,
    @Nullable Map<String, Object> studio,
    List<Map<String, Object>> attempts) {

  /** What the source is, in the reference's words. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
  public record Source(
      boolean hasStreamVideo,
      boolean hasStreamThumbnail,
      boolean hasStreamAudio,
      String codec,
      int height,
      int duration,
      double videoDuration,
      double sourceFps,
      String profile,
      String pixFmt,
      List<Integer> audioStreamIndices,
      int effectiveDuration,
      @Nullable Boolean cutApplied) {}

  /** A rendition: an HLS playlist or an MP4 file. */
  @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
  public record Video(
      String encodingFormat,
      String rendition,
      String filename,
      int width,
      int height,
      String fps,
      String codecs,
      long bitrate,
      long peakBitrate,
      long size) {}

  /** A picture out of the video. */
  public record Thumbnail(String filename, int timestamp, int percentage) {}

  /** The hover pictures. */
  @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
  public record OverviewFiles(String spriteFilename, String vttFilename) {}

  /** A file of audio alone. */
  @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
  public record Audio(String encodingFormat, String filename) {}

  /** A stretch of the source, in seconds. */
  public record Window(double start, double end) {}

  /** The source's pictures. */
  @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
  public record Picture(
      int width,
      int rotation,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Boolean mirrored,
      int displayWidth,
      int displayHeight,
      double displayAspectRatio,
      String fps) {}

  /** A file of the source's subtitles. */
  public record Subtitles(String language, String filename) {}
}
