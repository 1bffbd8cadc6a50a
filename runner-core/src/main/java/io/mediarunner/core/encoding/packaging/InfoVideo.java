package io.mediarunner.core.encoding.packaging;

import io.mediarunner.core.encoding.plan.Dressing;
import io.mediarunner.core.encoding.plan.EncodePlan;
import io.mediarunner.core.encoding.plan.HlsSegments;
import io.mediarunner.core.encoding.plan.OutputNames;
import io.mediarunner.core.encoding.plan.Overview;
import io.mediarunner.core.encoding.plan.Rendition;
import io.mediarunner.core.media.JsonFiles;
import io.mediarunner.core.media.Languages;
import io.mediarunner.core.media.MediaInfo;
import io.mediarunner.core.media.Warning;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code info_video.json}: what the platform reads to import the results. Keys of the reference
 * keep name, meaning and order; {@code schema_version} and what follows it are ours.
 */
public final class InfoVideo {
  private static final int SCHEMA_VERSION = 1;

  private InfoVideo() {}

  /**
   * @param renditions as checked, in the order of the plan's rungs
   * @param thumbnails moments in seconds of those that exist
   */
  public static Map<String, Object> of(
      MediaInfo info,
      EncodePlan plan,
      Map<String, Object> parameters,
      List<OutputCheck.Checked> renditions,
      List<Double> thumbnails,
      Path outputDir,
      List<Warning> warnings,
      String ffmpegVersion)
      throws IOException {
    Map<String, Object> json = new LinkedHashMap<>();
    dressing(json, plan, parameters);
    double seconds = seconds(plan, renditions);
    facts(json, info, plan, seconds);
    for (String name : List.of("video_id", "video_slug", "video_title")) {
      Object value = parameters.get(name);
      if (value != null && !value.toString().isBlank()) {
        json.put(name, value.toString());
      }
    }
    List<Map<String, Object>> videos = videos(plan, renditions, outputDir);
    if (!videos.isEmpty()) {
      json.put("encode_video", videos);
    }
    List<Map<String, Object>> pictures = thumbnails(plan, thumbnails);
    if (!pictures.isEmpty()) {
      json.put("encode_thumbnail", pictures);
    }
    if (Files.exists(outputDir.resolve(Overview.SPRITE))) {
      Map<String, Object> overview = new LinkedHashMap<>();
      overview.put("sprite_filename", Overview.SPRITE);
      overview.put("vtt_filename", Overview.VTT);
      json.put("encode_overview", overview);
    }
    List<Map<String, Object>> audio = audio(plan);
    if (!audio.isEmpty()) {
      json.put("encode_audio", audio);
    }
    json.put("encode_result", true);
    json.put("schema_version", SCHEMA_VERSION);
    json.put("duration_exact", rounded(seconds));
    plan.cut()
        .ifPresent(
            cut -> {
              Map<String, Object> window = new LinkedHashMap<>();
              window.put("start", rounded(cut.startSeconds()));
              window.put("end", rounded(cut.endSeconds()));
              json.put("cut", window);
            });
    info.video()
        .ifPresent(
            video -> {
              json.put("width", video.width());
              json.put("rotation", video.rotation().degrees());
              if (video.rotation().mirrored()) {
                json.put("mirrored", true);
              }
              json.put("display_width", video.displayWidth());
              json.put("display_height", video.displayHeight());
              json.put("display_aspect_ratio", rounded(video.displayAspectRatio()));
              json.put("fps", plan.rate().toString());
            });
    texts(json, plan, outputDir);
    json.put("encoder", plan.acceleration().any() ? "gpu" : "cpu");
    json.put("acceleration", plan.acceleration().toMap());
    json.put("ffmpeg_version", ffmpegVersion);
    json.put("warnings", warnings.stream().map(Warning::toJson).toList());
    return json;
  }

  /** What players show as the length: that of the longest rendition, not of the source's audio. */
  public static double seconds(EncodePlan plan, List<OutputCheck.Checked> renditions) {
    return renditions.stream()
        .mapToDouble(rendition -> rendition.playlist().seconds())
        .max()
        .orElse(plan.seconds());
  }

  private static void dressing(
      Map<String, Object> json, EncodePlan plan, Map<String, Object> parameters)
      throws IOException {
    if (!plan.dressing().equals(Dressing.NONE)) {
      json.put("dressing", JsonFiles.tree(parameters.get("dressing")));
    }
  }

  /** Files besides video, audio and pictures. */
  private static void texts(Map<String, Object> json, EncodePlan plan, Path outputDir) {
    if (Files.exists(outputDir.resolve(MasterPlaylist.NAME))) {
      json.put("hls_master", MasterPlaylist.NAME);
    }
    if (Files.exists(outputDir.resolve(DashManifest.NAME))) {
      json.put("dash_manifest", DashManifest.NAME);
    }
    List<Map<String, Object>> subtitles = new ArrayList<>();
    for (int i = 0; i < plan.subtitles().size(); i++) {
      MediaInfo.Subtitle track = plan.subtitles().get(i);
      String file = OutputNames.subtitles(track, i);
      if (Files.exists(outputDir.resolve(file))) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("language", Languages.twoLetters(track.language()));
        entry.put("filename", file);
        subtitles.add(entry);
      }
    }
    if (!subtitles.isEmpty()) {
      json.put("subtitles", subtitles);
    }
    if (Files.exists(outputDir.resolve(ChapterFile.NAME))) {
      json.put("chapters", ChapterFile.NAME);
    }
  }

  private static void facts(
      Map<String, Object> json, MediaInfo info, EncodePlan plan, double seconds) {
    Optional<MediaInfo.Video> video = info.video();
    int duration = (int) Math.max(1, Math.round(seconds));
    json.put("has_stream_video", video.isPresent());
    json.put("has_stream_thumbnail", video.isPresent() || info.coverIndex().isPresent());
    json.put("has_stream_audio", !info.audio().isEmpty());
    json.put("codec", video.map(MediaInfo.Video::codec).orElse(""));
    json.put("height", video.map(MediaInfo.Video::height).orElse(0));
    json.put("duration", duration);
    json.put("video_duration", video.map(v -> rounded(v.durationSeconds())).orElse(0.0));
    json.put("source_fps", video.map(v -> rounded(v.average().value())).orElse(0.0));
    json.put("profile", video.map(MediaInfo.Video::profile).orElse(""));
    json.put("pix_fmt", video.map(MediaInfo.Video::pixelFormat).orElse(""));
    json.put("audio_stream_indices", info.audio().stream().map(MediaInfo.Audio::index).toList());
    json.put("effective_duration", duration);
    if (plan.cut().isPresent()) {
      json.put("cut_applied", true);
    }
  }

  private static List<Map<String, Object>> videos(
      EncodePlan plan, List<OutputCheck.Checked> renditions, Path outputDir) throws IOException {
    List<Map<String, Object>> hls = new ArrayList<>();
    boolean stream = plan.names().segments() == HlsSegments.TS;
    String format = stream ? "video/mp2t" : "application/vnd.apple.mpegurl";
    List<Map<String, Object>> mp4 = new ArrayList<>();
    for (int i = 0; i < plan.rungs().size(); i++) {
      EncodePlan.Rung rung = plan.rungs().get(i);
      Rendition rendition = rung.rendition();
      Path segments = outputDir.resolve(plan.names().segments(rendition));
      Map<String, Object> playlist = entry(format, rendition, plan.names().playlist(rendition));
      measured(
          playlist,
          rung,
          renditions.get(i),
          Files.size(segments),
          renditions.get(i).playlist().seconds());
      hls.add(playlist);
      if (rendition.mp4()) {
        Path file = outputDir.resolve(plan.names().mp4(rendition));
        Map<String, Object> whole = entry("video/mp4", rendition, plan.names().mp4(rendition));
        measured(
            whole,
            rung,
            renditions.get(i),
            Files.size(file),
            renditions.get(i).playlist().seconds());
        mp4.add(whole);
      }
    }
    hls.addAll(mp4);
    return hls;
  }

  private static Map<String, Object> entry(String format, Rendition rendition, String file) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("encoding_format", format);
    entry.put("rendition", rendition.resolution());
    entry.put("filename", file);
    return entry;
  }

  private static void measured(
      Map<String, Object> entry,
      EncodePlan.Rung rung,
      OutputCheck.Checked checked,
      long bytes,
      double seconds) {
    entry.put("width", checked.width());
    entry.put("height", checked.height());
    entry.put("fps", rung.rate().toString());
    entry.put("codecs", checked.codecs());
    entry.put("bitrate", Math.round(bytes * 8 / seconds));
    entry.put("peak_bitrate", checked.peakBps());
    entry.put("size", bytes);
  }

  private static List<Map<String, Object>> thumbnails(EncodePlan plan, List<Double> seconds) {
    List<Map<String, Object>> pictures = new ArrayList<>();
    for (int i = 0; i < seconds.size(); i++) {
      Map<String, Object> picture = new LinkedHashMap<>();
      picture.put("filename", plan.names().thumbnail(i));
      picture.put("timestamp", (int) Math.floor(seconds.get(i)));
      picture.put("percentage", seconds.size() == 1 ? 0 : 25 * (i + 1));
      pictures.add(picture);
    }
    return pictures;
  }

  private static List<Map<String, Object>> audio(EncodePlan plan) {
    List<Map<String, Object>> audio = new ArrayList<>();
    if (plan.hasAudio()) {
      if (plan.rungs().isEmpty()) {
        audio.add(audio("video/mp4", plan.names().m4a()));
      }
      audio.add(audio("audio/mp3", plan.names().mp3()));
    }
    return audio;
  }

  private static Map<String, Object> audio(String format, String file) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("encoding_format", format);
    entry.put("filename", file);
    return entry;
  }

  private static double rounded(double value) {
    return Math.round(value * 1000) / 1000.0;
  }
}
