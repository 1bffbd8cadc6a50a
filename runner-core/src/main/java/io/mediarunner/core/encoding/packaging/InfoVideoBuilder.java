package io.mediarunner.core.encoding.packaging;

import com.fasterxml.jackson.databind.JsonNode;
import io.mediarunner.core.encoding.plan.Dressing;
import io.mediarunner.core.encoding.plan.EncodePlan;
import io.mediarunner.core.encoding.plan.HlsSegments;
import io.mediarunner.core.encoding.plan.OutputNames;
import io.mediarunner.core.encoding.plan.Overview;
import io.mediarunner.core.encoding.plan.Rendition;
import io.mediarunner.core.json.Json;
import io.mediarunner.core.media.Languages;
import io.mediarunner.core.media.MediaInfo;
import io.mediarunner.core.media.VideoIdentity;
import io.mediarunner.core.media.Warning;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Describes the results of an encode, once they lie where they will be published.
 *
 * @param parameters of the task
 * @param outputDir what lies in it counts
 * @param ffmpegVersion that made them
 */
public record InfoVideoBuilder(
    MediaInfo info,
    EncodePlan plan,
    Map<String, Object> parameters,
    Path outputDir,
    String ffmpegVersion) {
  private static final int SCHEMA_VERSION = 1;

  /**
   * @throws NullPointerException if a component is null
   */
  public InfoVideoBuilder {
    Objects.requireNonNull(info, "info");
    Objects.requireNonNull(plan, "plan");
    Objects.requireNonNull(parameters, "parameters");
    Objects.requireNonNull(outputDir, "outputDir");
    Objects.requireNonNull(ffmpegVersion, "ffmpegVersion");
  }

  /**
   * @param renditions as checked, in the order of the plan's rungs
   * @param thumbnails moments in seconds of those that exist
   * @param studio how recordings were joined; empty where there is one source
   * @param attempts at the main pass
   * @throws IOException if the results cannot be looked at
   */
  public InfoVideo build(
      List<OutputCheck.Checked> renditions,
      List<Double> thumbnails,
      List<Warning> warnings,
      Optional<Map<String, Object>> studio,
      List<Map<String, Object>> attempts)
      throws IOException {
    return new InfoVideo(
        dressing(),
        source(seconds(plan, renditions)),
        VideoIdentity.of(parameters),
        videos(renditions),
        thumbnails(thumbnails),
        ifThere(Overview.SPRITE) == null
            ? null
            : new InfoVideo.OverviewFiles(Overview.SPRITE, Overview.VTT),
        audio(),
        true,
        SCHEMA_VERSION,
        rounded(seconds(plan, renditions)),
        plan.cut()
            .map(
                cut -> new InfoVideo.Window(rounded(cut.startSeconds()), rounded(cut.endSeconds())))
            .orElse(null),
        picture(),
        ifThere(MasterPlaylist.NAME),
        ifThere(DashManifest.NAME),
        subtitles(),
        ifThere(ChapterFile.NAME),
        plan.acceleration().any() ? "gpu" : "cpu",
        plan.acceleration().toMap(),
        ffmpegVersion,
        warnings,
        studio.orElse(null),
        attempts);
  }

  private @Nullable JsonNode dressing() throws IOException {
    return plan.dressing().equals(Dressing.NONE) ? null : Json.tree(parameters.get("dressing"));
  }

  private @Nullable String ifThere(String file) {
    return Files.exists(outputDir.resolve(file)) ? file : null;
  }

  /** What players show as the length: that of the longest rendition, not of the source's audio. */
  public static double seconds(EncodePlan plan, List<OutputCheck.Checked> renditions) {
    return renditions.stream()
        .mapToDouble(rendition -> rendition.playlist().seconds())
        .max()
        .orElse(plan.seconds());
  }

  private InfoVideo.Source source(double seconds) {
    Optional<MediaInfo.Video> video = info.video();
    int duration = (int) Math.max(1, Math.round(seconds));
    return new InfoVideo.Source(
        video.isPresent(),
        video.isPresent() || info.coverIndex().isPresent(),
        !info.audio().isEmpty(),
        video.map(MediaInfo.Video::codec).orElse(""),
        video.map(MediaInfo.Video::height).orElse(0),
        duration,
        video.map(v -> rounded(v.durationSeconds())).orElse(0.0),
        video.map(v -> rounded(v.average().value())).orElse(0.0),
        video.map(MediaInfo.Video::profile).orElse(""),
        video.map(MediaInfo.Video::pixelFormat).orElse(""),
        info.audio().stream().map(MediaInfo.Audio::index).toList(),
        duration,
        plan.cut().isPresent() ? true : null);
  }

  private InfoVideo.@Nullable Picture picture() {
    return info.video()
        .map(
            video ->
                new InfoVideo.Picture(
                    video.width(),
                    video.rotation().degrees(),
                    video.rotation().mirrored() ? true : null,
                    video.displayWidth(),
                    video.displayHeight(),
                    rounded(video.displayAspectRatio()),
                    plan.rate().toString()))
        .orElse(null);
  }

  /** All playlists first, then all files. */
  private List<InfoVideo.Video> videos(List<OutputCheck.Checked> renditions) throws IOException {
    boolean stream = plan.names().segments() == HlsSegments.TS;
    String format = stream ? "video/mp2t" : "application/vnd.apple.mpegurl";
    List<InfoVideo.Video> videos = new ArrayList<>();
    List<InfoVideo.Video> mp4 = new ArrayList<>();
    for (int i = 0; i < plan.rungs().size(); i++) {
      EncodePlan.Rung rung = plan.rungs().get(i);
      Rendition rendition = rung.rendition();
      OutputCheck.Checked checked = renditions.get(i);
      String playlist = plan.names().playlist(rendition);
      videos.add(video(format, playlist, plan.names().segments(rendition), rung, checked));
      if (rendition.mp4()) {
        String file = plan.names().mp4(rendition);
        mp4.add(video("video/mp4", file, file, rung, checked));
      }
    }
    videos.addAll(mp4);
    return videos;
  }

  /**
   * @param bytes name of the file that holds the pictures
   */
  private InfoVideo.Video video(
      String format, String name, String bytes, EncodePlan.Rung rung, OutputCheck.Checked checked)
      throws IOException {
    long size = Files.size(outputDir.resolve(bytes));
    return new InfoVideo.Video(
        format,
        rung.rendition().resolution(),
        name,
        checked.width(),
        checked.height(),
        rung.rate().toString(),
        checked.codecs(),
        Math.round(size * 8 / checked.playlist().seconds()),
        checked.peakBps(),
        size);
  }

  private List<InfoVideo.Thumbnail> thumbnails(List<Double> seconds) {
    List<InfoVideo.Thumbnail> pictures = new ArrayList<>();
    for (int i = 0; i < seconds.size(); i++) {
      pictures.add(
          new InfoVideo.Thumbnail(
              plan.names().thumbnail(i),
              (int) Math.floor(seconds.get(i)),
              seconds.size() == 1 ? 0 : 25 * (i + 1)));
    }
    return pictures;
  }

  private List<InfoVideo.Audio> audio() {
    List<InfoVideo.Audio> audio = new ArrayList<>();
    if (plan.hasAudio()) {
      if (plan.rungs().isEmpty()) {
        audio.add(new InfoVideo.Audio("video/mp4", plan.names().m4a()));
      }
      audio.add(new InfoVideo.Audio("audio/mp3", plan.names().mp3()));
    }
    return audio;
  }

  private List<InfoVideo.Subtitles> subtitles() {
    List<InfoVideo.Subtitles> subtitles = new ArrayList<>();
    for (int i = 0; i < plan.subtitles().size(); i++) {
      MediaInfo.Subtitle track = plan.subtitles().get(i);
      String file = OutputNames.subtitles(track, i);
      if (ifThere(file) != null) {
        subtitles.add(new InfoVideo.Subtitles(Languages.twoLetters(track.language()), file));
      }
    }
    return subtitles;
  }

  private static double rounded(double value) {
    return Math.round(value * 1000) / 1000.0;
  }
}
