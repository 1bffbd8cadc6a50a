package io.mediarunner.core.encoding.packaging;

import com.fasterxml.jackson.databind.JsonNode;
import io.mediarunner.core.encoding.plan.EncodePlan;
import io.mediarunner.core.encoding.plan.JoinedSource;
import io.mediarunner.core.error.FailureCode;
import io.mediarunner.core.error.TaskFailedException;
import io.mediarunner.core.media.probe.MediaProbe;
import io.mediarunner.core.media.probe.Mp4Boxes;
import io.mediarunner.core.text.Limits;
import io.mediarunner.core.text.SmallFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Verifies every media file before it is published: streams, duration, faststart, playlists against
 * their segments. A file that fails is never listed.
 */
public final class OutputCheck {
  /** A segment ends at the first key frame after its target duration. */
  private static final double SEGMENT_TOLERANCE_SECONDS = 0.5;

  /** Part of a short source that may be missing at its end. */
  private static final double SHORT = 0.1;

  private final MediaProbe probe;
  private final EncodePlan plan;

  public OutputCheck(MediaProbe probe, EncodePlan plan) {
    this.probe = probe;
    this.plan = plan;
  }

  /**
   * A finished rendition.
   *
   * @param width pixels
   * @param height pixels
   * @param codecs as in RFC 6381, for instance {@code avc1.64001f,mp4a.40.2}
   * @param peakBps peak segment bit rate in bits per second, plus that of the audio rendition with
   *     the highest one
   * @param averageBps average segment bit rate in bits per second, likewise
   * @param playlist its own
   */
  public record Checked(
      int width, int height, String codecs, long peakBps, long averageBps, HlsPlaylist playlist) {
    /** With audio from a separate playlist. */
    public Checked with(List<HlsPlaylist> audio) {
      return new Checked(
          width,
          height,
          codecs,
          peakBps + audio.stream().mapToLong(HlsPlaylist::peakBps).max().orElse(0),
          averageBps + audio.stream().mapToLong(HlsPlaylist::averageBps).max().orElse(0),
          playlist);
    }
  }

  /** All files of a rung. */
  public Checked rung(Path mp4, Path playlist, Path segments)
      throws TaskFailedException, IOException {
    JsonNode video = mp4(mp4);
    HlsPlaylist hls = hls(playlist, segments, "video");
    String codecs = avc(video) + (plan.hasAudio() ? ",mp4a.40.2" : "");
    return new Checked(
        video.path("width").asInt(),
        video.path("height").asInt(),
        codecs,
        hls.peakBps(),
        hls.averageBps(),
        hls);
  }

  private JsonNode mp4(Path file) throws TaskFailedException, IOException {
    JsonNode json = probe.output(file);
    JsonNode video = stream(json, "video", file);
    if (plan.hasAudio()) {
      stream(json, "audio", file);
    }
    require(
        json.path("streams").size() == 1 + plan.tracks().size(),
        file,
        "does not have the expected streams");
    duration(json, file);
    require(Mp4Boxes.startsFast(file), file, "is not faststart (its moov box is at the end)");
    return video;
  }

  /** The joined recordings. */
  public void base(Path file, JoinedSource joined) throws TaskFailedException, IOException {
    JsonNode json = probe.output(file);
    stream(json, "video", file);
    if (joined.hasAudio()) {
      stream(json, "audio", file);
    }
    near(json.path("format").path("duration").asDouble(0), joined.seconds(), file);
    require(Mp4Boxes.startsFast(file), file, "is not faststart (its moov box is at the end)");
  }

  /** RFC 6381: profile, constraint flags and level, each as two hexadecimal digits. */
  private static String avc(JsonNode video) {
    String profile =
        switch (video.path("profile").asText()) {
          case "Constrained Baseline" -> "42e0";
          case "Baseline" -> "4200";
          case "Main" -> "4d00";
          default -> "6400";
        };
    return String.format(Locale.ROOT, "avc1.%s%02x", profile, video.path("level").asInt());
  }

  /** MP3 or M4A. */
  public void audio(Path file) throws TaskFailedException, IOException {
    JsonNode json = probe.output(file);
    stream(json, "audio", file);
    duration(json, file);
  }

  /** An audio-only playlist and its segments. */
  public HlsPlaylist audio(Path playlist, Path segments) throws TaskFailedException, IOException {
    return hls(playlist, segments, "audio");
  }

  private HlsPlaylist hls(Path playlist, Path segments, String type)
      throws TaskFailedException, IOException {
    HlsPlaylist hls = HlsPlaylist.parse(SmallFile.text(playlist, Limits.LISTING));
    require(hls.ended() && !hls.segments().isEmpty(), playlist, "is incomplete");
    require(
        hls.uris().equals(List.of(segments.getFileName().toString())),
        playlist,
        "lists files that are not its own");
    require(hls.fills(Files.size(segments)), playlist, "does not match its segments");
    double longest = plan.options().segmentSeconds() + SEGMENT_TOLERANCE_SECONDS;
    require(
        hls.segments().stream().allMatch(segment -> segment.seconds() <= longest),
        playlist,
        "has a segment longer than " + longest + " s");
    near(hls.seconds(), playlist);
    stream(probe.output(segments), type, segments);
    return hls;
  }

  private void duration(JsonNode json, Path file) throws TaskFailedException {
    near(json.path("format").path("duration").asDouble(0), file);
  }

  private void near(double seconds, Path file) throws TaskFailedException {
    near(seconds, plan.seconds(), file);
  }

  private static void near(double seconds, double wanted, Path file) throws TaskFailedException {
    double missing = wanted - seconds;
    // The last packet of some codecs lasts less than it says.
    if (missing > Math.max(Math.min(0.5, wanted * SHORT), wanted * 0.01)) {
      throw new TaskFailedException(
          FailureCode.SOURCE_INCOMPLETE,
          String.format(
              Locale.ROOT,
              "The source is incomplete: only %.1f of %.1f seconds could be read.",
              seconds,
              wanted));
    }
    double tolerance = Math.max(0.1, wanted * 0.01);
    require(
        -missing <= tolerance,
        file,
        String.format(Locale.ROOT, "lasts %.3f s instead of %.3f s", seconds, wanted));
  }

  private static JsonNode stream(JsonNode json, String type, Path file) throws TaskFailedException {
    for (JsonNode stream : json.path("streams")) {
      if (stream.path("codec_type").asText().equals(type)) {
        return stream;
      }
    }
    throw invalid(file, "has no " + type + " stream");
  }

  private static void require(boolean right, Path file, String otherwise)
      throws TaskFailedException {
    if (!right) {
      throw invalid(file, otherwise);
    }
  }

  private static TaskFailedException invalid(Path file, String what) {
    return new TaskFailedException(
        FailureCode.OUTPUT_INVALID,
        String.format(
            Locale.ROOT,
            "A result file (%s) failed verification: it %s.",
            file.getFileName(),
            what));
  }
}
