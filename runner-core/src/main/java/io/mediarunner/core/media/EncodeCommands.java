package io.mediarunner.core.media;

import io.mediarunner.core.media.ffmpeg.FfmpegTools;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * From a plan to ffmpeg's argument lists. Pure: starts nothing, touches no disk.
 *
 * <p>Three runs: the main pass decodes the source once and encodes each rendition once, with the
 * sound and the overview sprite as further outputs; the second copies the renditions into HLS; the
 * third takes the thumbnails out of a finished rendition.
 */
final class EncodeCommands {
  private static final int KEY_FRAME_SECONDS = 2;
  private final FfmpegTools tools;
  private final EncodePlan plan;

  EncodeCommands(FfmpegTools tools, EncodePlan plan) {
    this.tools = tools;
    this.plan = plan;
  }

  /** Source to one MP4 a rung, MP3 (and M4A where there is no picture), sprite, cover. */
  List<String> mainPass(Path source, Path workDir, Path progress) {
    List<String> args = start();
    args.addAll(List.of("-progress", "file:" + progress, "-stats_period", "0.5"));
    plan.cut()
        .ifPresent(
            cut ->
                args.addAll(
                    List.of("-ss", seconds(cut.startSeconds()), "-to", seconds(cut.endSeconds()))));
    args.addAll(tools.input(source));
    String graph = graph();
    if (!graph.isEmpty()) {
      args.addAll(List.of("-filter_complex", graph));
    }
    plan.rungs().forEach(rung -> args.addAll(rung(rung, workDir)));
    if (plan.audioIndex().isPresent()) {
      args.addAll(mp3(workDir));
      if (plan.rungs().isEmpty()) {
        args.addAll(m4a(workDir));
      }
    }
    plan.overview()
        .ifPresent(
            overview ->
                args.addAll(
                    List.of(
                        "-map",
                        "[sprite]",
                        "-frames:v",
                        "1",
                        "-update",
                        "1",
                        "-f",
                        "image2",
                        "file:" + workDir.resolve(Overview.SPRITE))));
    plan.coverIndex().ifPresent(index -> args.addAll(cover(index, workDir)));
    return args;
  }

  /** Finished MP4s to HLS, without encoding: one playlist and one transport stream each. */
  List<String> hlsCopies(Path workDir) {
    List<String> args = start();
    for (EncodePlan.Rung rung : plan.rungs()) {
      args.addAll(tools.input(workDir.resolve(plan.names().mp4(rung.rendition()))));
    }
    int input = 0;
    for (EncodePlan.Rung rung : plan.rungs()) {
      args.addAll(
          List.of(
              "-map",
              "" + input++,
              "-c",
              "copy",
              "-map_metadata",
              "-1",
              "-max_interleave_delta",
              "0",
              "-f",
              "hls",
              "-hls_playlist_type",
              "vod",
              "-hls_list_size",
              "0",
              "-hls_time",
              "" + KEY_FRAME_SECONDS,
              "-hls_flags",
              "single_file+independent_segments",
              "-hls_segment_filename",
              plan.names().segments(rung.rendition()),
              plan.names().playlist(rung.rendition())));
    }
    return args;
  }

  /**
   * Pictures at given moments of a finished rendition.
   *
   * @param seconds where, one output each, named by {@link OutputNames#thumbnail}
   */
  List<String> thumbnails(Path rendition, List<Double> seconds, Path outputDir) {
    List<String> args = start();
    for (double at : seconds) {
      args.addAll(List.of("-ss", seconds(at)));
      args.addAll(tools.input(rendition));
    }
    for (int i = 0; i < seconds.size(); i++) {
      args.addAll(
          List.of(
              "-map",
              i + ":v:0",
              "-frames:v",
              "1",
              "-update",
              "1",
              "-vf",
              "scale='min(1280,iw)':'min(720,ih)':force_original_aspect_ratio=decrease",
              "-f",
              "image2",
              "file:" + outputDir.resolve(plan.names().thumbnail(i))));
    }
    return args;
  }

  private List<String> start() {
    return new ArrayList<>(
        List.of(
            tools.ffmpeg().toString(),
            "-hide_banner",
            "-nostdin",
            "-nostats",
            "-y",
            "-loglevel",
            "level+info"));
  }

  private String graph() {
    List<String> chains = new ArrayList<>();
    plan.videoIndex().ifPresent(index -> chains.addAll(videoChains(index)));
    plan.audioIndex().ifPresent(index -> chains.add(audioChain(index)));
    return String.join(";", chains);
  }

  /**
   * From the largest rung down, each scaled from the one above it; the sprite from the smallest.
   */
  private List<String> videoChains(int index) {
    List<String> chains = new ArrayList<>();
    List<String> base = new ArrayList<>();
    if (plan.deinterlace()) {
      base.add("bwdif=mode=send_frame:deint=interlaced");
    }
    base.add("fps=" + plan.rate() + ":start_time=0");
    if (plan.holdLastPictureSeconds() > 0) {
      // A second too much does no harm: every output has its length set.
      base.add("tpad=stop_mode=clone:stop_duration=" + seconds(plan.holdLastPictureSeconds() + 1));
    }
    String from = "[0:" + index + "]" + String.join(",", base) + ",";
    for (int i = plan.rungs().size() - 1; i >= 0; i--) {
      EncodePlan.Rung rung = plan.rungs().get(i);
      String scaled =
          from + "scale=%d:%d,setsar=1,format=yuv420p".formatted(rung.width(), rung.height());
      String out = rung.rate().equals(plan.rate()) ? "[v" + i + "]" : "[s" + i + "]";
      chains.add(scaled + ",split=2" + out + "[d" + i + "]");
      if (!rung.rate().equals(plan.rate())) {
        chains.add("[s" + i + "]fps=" + rung.rate() + "[v" + i + "]");
      }
      from = "[d" + i + "]";
    }
    chains.add(from + sprite(plan.overview().orElseThrow()));
    return chains;
  }

  private static String sprite(Overview overview) {
    long milliseconds = Math.max(1, Math.round(overview.seconds() * 1000));
    // One tile more than needed, so that rounding never leaves the last one black.
    return ("fps=%d/%d,tpad=stop_mode=clone:stop=1,scale=%d:%d:force_original_aspect_ratio=decrease:"
            + "flags=lanczos,pad=%d:%d:-1:-1:black,setsar=1,tile=%dx%d[sprite]")
        .formatted(
            overview.tiles() * 1000L,
            milliseconds,
            Overview.TILE_WIDTH,
            Overview.TILE_HEIGHT,
            Overview.TILE_WIDTH,
            Overview.TILE_HEIGHT,
            overview.columns(),
            overview.rows());
  }

  /** Stereo at 48 kHz; gaps and a late start become silence. */
  private String audioChain(int index) {
    StringBuilder chain =
        new StringBuilder("[0:" + index + "]aresample=48000:async=1:first_pts=0,")
            .append("aformat=sample_fmts=fltp:channel_layouts=stereo");
    if (plan.padSound()) {
      chain.append(",apad");
    }
    boolean picture = !plan.rungs().isEmpty();
    int outputs = picture ? plan.rungs().size() + 1 : 2;
    chain.append(",asplit=").append(outputs);
    for (int i = 0; i < plan.rungs().size(); i++) {
      chain.append("[a").append(i).append(']');
    }
    return chain.append(picture ? "[mp3]" : "[mp3][m4a]").toString();
  }

  private List<String> rung(EncodePlan.Rung rung, Path workDir) {
    Rendition rendition = rung.rendition();
    int i = plan.rungs().indexOf(rung);
    List<String> args = new ArrayList<>(List.of("-map", "[v" + i + "]"));
    if (plan.audioIndex().isPresent()) {
      args.addAll(List.of("-map", "[a" + i + "]"));
    }
    args.addAll(
        List.of(
            "-c:v",
            "libx264",
            "-preset",
            plan.preset(),
            "-profile:v",
            "high",
            "-level",
            rung.level(),
            "-b:v",
            "" + rendition.videoBps(),
            "-minrate",
            "" + rendition.minBps(),
            "-maxrate",
            "" + rendition.maxBps(),
            "-bufsize",
            "" + rendition.bufferBits(),
            "-qmin",
            "20",
            "-qmax",
            "50",
            "-force_key_frames",
            "expr:gte(t,n_forced*" + KEY_FRAME_SECONDS + ")",
            "-sc_threshold",
            "0",
            "-pix_fmt",
            "yuv420p"));
    if (plan.audioIndex().isPresent()) {
      args.addAll(List.of("-c:a", "aac", "-b:a", "" + rendition.audioBps(), "-ar", "48000"));
    }
    args.addAll(common());
    args.addAll(
        List.of(
            "-movflags",
            "+faststart",
            "-write_tmcd",
            "0",
            "-f",
            "mp4",
            "file:" + workDir.resolve(plan.names().mp4(rendition))));
    return args;
  }

  private List<String> mp3(Path workDir) {
    List<String> args =
        new ArrayList<>(
            List.of("-map", "[mp3]", "-c:a", "libmp3lame", "-q:a", "2", "-ar", "44100"));
    args.addAll(common());
    args.addAll(List.of("-f", "mp3", "file:" + workDir.resolve(plan.names().mp3())));
    return args;
  }

  private List<String> m4a(Path workDir) {
    List<String> args =
        new ArrayList<>(List.of("-map", "[m4a]", "-c:a", "aac", "-q:a", "2", "-ar", "44100"));
    args.addAll(common());
    args.addAll(
        List.of(
            "-movflags", "+faststart", "-f", "mp4", "file:" + workDir.resolve(plan.names().m4a())));
    return args;
  }

  private List<String> cover(int index, Path workDir) {
    return List.of(
        "-map",
        "0:" + index,
        "-frames:v",
        "1",
        "-update",
        "1",
        "-vf",
        "scale='min(1280,iw)':'min(720,ih)':force_original_aspect_ratio=decrease",
        "-f",
        "image2",
        "file:" + workDir.resolve(plan.names().thumbnail(0)));
  }

  /** Length, and nothing private of the source: its place, author and chapters stay behind. */
  private List<String> common() {
    List<String> args =
        new ArrayList<>(
            List.of(
                "-t",
                seconds(plan.seconds()),
                "-max_muxing_queue_size",
                "9999",
                "-max_interleave_delta",
                "0",
                "-map_metadata",
                "-1",
                "-map_chapters",
                "-1"));
    Optional<String> title = plan.title();
    title.ifPresent(text -> args.addAll(List.of("-metadata", "title=" + text)));
    return args;
  }

  private static String seconds(double value) {
    return String.format(Locale.ROOT, "%.6f", value);
  }
}
