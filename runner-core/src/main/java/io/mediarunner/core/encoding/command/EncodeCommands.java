package io.mediarunner.core.encoding.command;

import io.mediarunner.core.encoding.plan.BaseVideo;
import io.mediarunner.core.encoding.plan.Dressing;
import io.mediarunner.core.encoding.plan.EncodePlan;
import io.mediarunner.core.encoding.plan.HlsSegments;
import io.mediarunner.core.encoding.plan.JoinedSource;
import io.mediarunner.core.encoding.plan.OutputNames;
import io.mediarunner.core.encoding.plan.Overview;
import io.mediarunner.core.encoding.plan.RateControl;
import io.mediarunner.core.encoding.plan.Rendition;
import io.mediarunner.core.media.Languages;
import io.mediarunner.core.media.MediaInfo;
import io.mediarunner.core.media.ffmpeg.FfmpegTools;
import io.mediarunner.core.media.ffmpeg.InputRules;
import io.mediarunner.core.media.hardware.Acceleration;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * From a plan to ffmpeg's argument lists. Pure: starts nothing, touches no disk.
 *
 * <p>The main pass decodes the source once and encodes each rendition once, with the audio and the
 * overview tiles as additional outputs. The rest is cheap: copying the renditions into HLS,
 * assembling the overview from its tiles, thumbnails from a finished rendition.
 */
public final class EncodeCommands {
  static final int KEY_FRAME_SECONDS = 2;
  private static final List<String> KEY_FRAMES =
      List.of("-force_key_frames", "expr:gte(t,n_forced*" + KEY_FRAME_SECONDS + ")");
  private static final List<String> BASE_KEY_FRAMES =
      List.of("-force_key_frames", "expr:gte(t,n_forced*1)");

  /**
   * Timestamps go into the fragments themselves. By default ffmpeg starts each track at 0 and
   * writes the difference to an edit list, which players that use Media Source Extensions ignore.
   */
  private static final String FRAGMENTS =
      "movflags=+frag_discont:use_editlist=0:avoid_negative_ts=make_non_negative";

  private static final int FEW_INPUTS = 8;

  /** So that a frame whose time was rounded up is not missed. */
  private static final double ROUNDING_SECONDS = 0.001;

  public static final String TILES = "overview.rgb";
  private static final String TILE_PIXELS = "rgb24";

  /** What {@link #frames} writes: brightness, a byte a pixel; and when each picture is shown. */
  public static final String FRAMES = "frames.gray";

  public static final String FRAME_TIMES = "frames.txt";
  private static final int FRAME_WIDTH = 32;
  private static final int FRAME_HEIGHT = 18;
  public static final int FRAME_BYTES = FRAME_WIDTH * FRAME_HEIGHT;
  private static final int MOST_SECONDS_DECODED = 300;
  private static final int FRAMES_ENOUGH = 1500;

  private static final String THUMBNAIL =
      "scale='min(1280,iw)':'min(720,ih)':force_original_aspect_ratio=decrease";

  private final FfmpegTools tools;
  private final EncodePlan plan;

  public EncodeCommands(FfmpegTools tools, EncodePlan plan) {
    this.tools = tools;
    this.plan = plan;
  }

  /** Source to one MP4 per rung, MP3 (and M4A if there is no video), tiles, cover, subtitles. */
  public List<String> mainPass(Path source, Path workDir, Path progress) {
    List<String> args = startDecoding();
    args.addAll(List.of("-progress", "file:" + progress, "-stats_period", "0.5"));
    Acceleration acceleration = plan.acceleration();
    acceleration.api().ifPresent(api -> args.addAll(api.open(acceleration.device())));
    inputs(args, source, ResumePoint.BEGINNING);
    String graph = new FilterGraph(plan).text();
    if (!graph.isEmpty()) {
      args.addAll(List.of("-filter_complex", graph));
    }
    plan.rungs().forEach(rung -> args.addAll(rung(rung, workDir)));
    plan.joined().ifPresent(joined -> args.addAll(base(joined, workDir)));
    if (plan.hasAudio()) {
      args.addAll(mp3(workDir));
      if (plan.rungs().isEmpty()) {
        args.addAll(m4a(workDir));
      }
    }
    plan.overview().ifPresent(overview -> args.addAll(tiles(overview, workDir)));
    plan.coverIndex().ifPresent(index -> args.addAll(cover(index, workDir)));
    return args;
  }

  /** In the order that {@link FilterGraph} counts on. */
  void inputs(List<String> args, Path source, ResumePoint from) {
    if (plan.joined().isPresent()) {
      joined(args, plan.joined().get());
    } else {
      seek(args, plan.seekPoint(from.skippedSeconds()));
      Acceleration acceleration = plan.acceleration();
      if (acceleration.decode()) {
        args.addAll(acceleration.api().orElseThrow().decode(acceleration.scale()));
      }
      // Frames that change their size on the way are scaled, the graph's clocks go on. Those of a
      // device cannot: its scaler is made for one size.
      args.addAll(acceleration.scale() ? List.of() : List.of("-reinit_filter:v", "0"));
      args.addAll(tools.source(source));
    }
    Dressing dressing = plan.dressing();
    dressing.opening().ifPresent(credits -> args.addAll(tools.source(credits.file())));
    dressing.ending().ifPresent(credits -> args.addAll(tools.source(credits.file())));
    dressing
        .logo()
        .ifPresent(
            logo -> {
              if (logo.animated()) {
                args.addAll(List.of("-stream_loop", "-1"));
              }
              args.addAll(tools.picture(logo.file()));
            });
    plan.preparedAudio()
        .ifPresent(
            audio -> {
              args.addAll(List.of("-itsoffset", seconds(audio.startSeconds())));
              args.addAll(InputRules.own(audio.file()));
            });
  }

  /**
   * To the keyframe before: what is read too early is trimmed by the graph, to the frame. ffmpeg's
   * own trimming ({@code -accurate_seek}) would lose the frame that is shown at the moment itself,
   * and {@code -t} would count from the keyframe.
   */
  private static void seek(List<String> args, double seconds) {
    if (seconds > 0) {
      args.addAll(List.of("-noaccurate_seek", "-ss", seconds(seconds)));
    }
  }

  private void joined(List<String> args, JoinedSource joined) {
    List<JoinedSource.Input> inputs = joined.graph().inputs();
    for (JoinedSource.Input input : inputs) {
      if (inputs.size() > FEW_INPUTS) {
        args.addAll(List.of("-threads", "1")); // each decoder keeps frames for each thread
      }
      if (plan.acceleration().decode() && input.onHardware()) {
        args.addAll(plan.acceleration().api().orElseThrow().decode(false));
      }
      seek(args, input.seekSeconds());
      args.addAll(List.of("-reinit_filter:v", "0"));
      args.addAll(input.own() ? InputRules.own(input.file()) : tools.source(input.file()));
    }
  }

  /**
   * Finished MP4s to HLS, without re-encoding: one playlist and one segment file each, and one more
   * pair for each separate audio track.
   */
  public List<String> hlsCopies(Path workDir) {
    List<String> args = start();
    for (EncodePlan.Rung rung : plan.rungs()) {
      args.addAll(InputRules.own(workDir.resolve(plan.names().mp4(rung.rendition()))));
    }
    for (int i = 0; i < plan.rungs().size(); i++) {
      Rendition rendition = plan.rungs().get(i).rendition();
      args.addAll(List.of("-map", i + ":v:0"));
      if (plan.hasAudio() && plan.names().segments() == HlsSegments.TS) {
        args.addAll(List.of("-map", i + ":a:0"));
      }
      args.addAll(hls(plan.names().segments(rendition), plan.names().playlist(rendition)));
    }
    int best = plan.rungs().size() - 1;
    for (EncodePlan.Track track : plan.separateAudio()) {
      args.addAll(List.of("-map", best + ":a:" + track.number()));
      args.addAll(hls(plan.names().segments(track), plan.names().playlist(track)));
    }
    return args;
  }

  /** Every output starts its clock at the same moment, see {@link HlsSegments}. */
  private List<String> hls(String segments, String playlist) {
    List<String> args =
        new ArrayList<>(List.of("-c", "copy", "-map_metadata", "-1", "-max_interleave_delta", "0"));
    args.addAll(List.of("-output_ts_offset", "" + HlsSegments.FIRST_TIMESTAMP_SECONDS));
    args.addAll(List.of("-f", "hls", "-hls_segment_type"));
    if (plan.names().segments() == HlsSegments.TS) {
      args.add("mpegts");
    } else {
      args.addAll(List.of("fmp4", "-hls_segment_options", FRAGMENTS));
    }
    args.addAll(List.of("-hls_playlist_type", "vod", "-hls_list_size", "0"));
    args.addAll(List.of("-hls_time", "" + plan.options().segmentSeconds()));
    args.addAll(List.of("-hls_flags", "single_file+independent_segments"));
    args.addAll(List.of("-hls_segment_filename", segments, playlist));
    return args;
  }

  /**
   * Thumbnails at given moments of a finished rendition.
   *
   * @param seconds positions, one output each, named by {@link OutputNames#thumbnail}
   */
  public List<String> thumbnails(Path rendition, List<Double> seconds, Path outputDir) {
    List<String> args = start();
    for (double at : seconds) {
      args.addAll(List.of("-ss", seconds(Math.max(0, at - ROUNDING_SECONDS))));
      args.addAll(InputRules.own(rendition));
    }
    for (int i = 0; i < seconds.size(); i++) {
      args.addAll(List.of("-map", i + ":v:0", "-vf", THUMBNAIL));
      args.addAll(onePicture(outputDir.resolve(plan.names().thumbnail(i))));
    }
    return args;
  }

  /**
   * Small pictures of a finished rendition, to choose thumbnails from: of a short video evenly
   * spaced ones, of a long one its key frames. To be run in the folder that they are to be in.
   */
  public List<String> frames(Path rendition, EncodePlan.Rung rung) {
    boolean all = plan.seconds() <= MOST_SECONDS_DECODED;
    long step = Math.max(1, Math.round(rung.rate().value() * plan.seconds() / FRAMES_ENOUGH));
    List<String> args = start();
    args.addAll(all ? List.of() : List.of("-skip_frame", "nokey"));
    args.addAll(InputRules.own(rendition));
    args.addAll(List.of("-map", "0:v:0", "-fps_mode", "passthrough", "-vf"));
    args.add(
        (all && step > 1 ? "select='not(mod(n," + step + "))'," : "")
            + String.format(
                Locale.ROOT,
                "scale=%d:%d:flags=area,settb=AVTB,signalstats,",
                FRAME_WIDTH,
                FRAME_HEIGHT)
            + "metadata=mode=print:key=lavfi.signalstats.YAVG:file="
            + FRAME_TIMES);
    args.addAll(List.of("-pix_fmt", "gray", "-f", "rawvideo", FRAMES));
    return args;
  }

  List<String> start() {
    return start("info");
  }

  /** How a run begins that decodes the source: it says at its end how much it could decode. */
  List<String> startDecoding() {
    return start("verbose");
  }

  private List<String> start(String level) {
    return new ArrayList<>(
        List.of(
            tools.ffmpeg().toString(),
            "-hide_banner",
            "-nostdin",
            "-nostats",
            "-y",
            "-loglevel",
            "level+" + level));
  }

  private List<String> rung(EncodePlan.Rung rung, Path workDir) {
    int i = plan.rungs().indexOf(rung);
    List<String> args = new ArrayList<>(List.of("-map", "[v" + i + "]"));
    args.addAll(audioMaps(i));
    args.addAll(pictures(rung, KEY_FRAMES));
    args.addAll(audio(rung.rendition()));
    args.addAll(common());
    args.addAll(languages());
    args.addAll(mp4(workDir.resolve(plan.names().mp4(rung.rendition()))));
    return args;
  }

  List<String> pictures(EncodePlan.Rung rung, List<String> keyFrames) {
    List<String> args = new ArrayList<>();
    Acceleration acceleration = plan.acceleration();
    RateControl rateControl = plan.options().rateControl();
    if (acceleration.encode()) {
      args.addAll(rateControl.options(rung, acceleration.api().orElseThrow()));
      args.addAll(List.of("-g", "" + Math.round(KEY_FRAME_SECONDS * rung.rate().value())));
      args.addAll(keyFrames);
      String tag = plan.colourTag();
      args.addAll(List.of("-color_range", "tv", "-color_primaries", tag));
      args.addAll(List.of("-color_trc", tag, "-colorspace", tag));
    } else {
      args.addAll(rateControl.options(rung));
      args.addAll(List.of("-profile:v", "high", "-level", rung.level()));
      args.addAll(keyFrames);
      args.addAll(List.of("-sc_threshold", "0", "-pix_fmt", "yuv420p"));
    }
    return args;
  }

  List<String> audioMaps(int rung) {
    List<String> args = new ArrayList<>();
    for (EncodePlan.Track track : plan.tracks()) {
      args.addAll(List.of("-map", FilterGraph.rungAudio(track, rung)));
    }
    return args;
  }

  List<String> audio(Rendition rendition) {
    return plan.hasAudio()
        ? List.of("-c:a", "aac", "-b:a", "" + rendition.audioBps(), "-ar", "48000")
        : List.of();
  }

  List<String> languages() {
    List<String> args = new ArrayList<>();
    for (EncodePlan.Track track : plan.tracks()) {
      if (!track.language().equals(Languages.UNKNOWN)) {
        args.addAll(
            List.of(
                "-metadata:s:a:" + track.number(),
                "language=" + Languages.threeLetters(track.language())));
      }
    }
    return args;
  }

  static List<String> mp4(Path file) {
    return List.of("-movflags", "+faststart", "-write_tmcd", "0", "-f", "mp4", "file:" + file);
  }

  /** The joined video as it is, with a key frame every second. */
  private List<String> base(JoinedSource joined, Path workDir) {
    List<String> args = new ArrayList<>(List.of("-map", "[bv]"));
    args.addAll(basePictures(joined, BASE_KEY_FRAMES));
    args.addAll(baseAudio(joined));
    args.addAll(common(joined.seconds()));
    args.addAll(mp4(workDir.resolve(BaseVideo.NAME)));
    return args;
  }

  List<String> basePictures(JoinedSource joined, List<String> keyFrames) {
    BaseVideo wanted = joined.base();
    Acceleration acceleration = plan.acceleration();
    boolean onHardware = acceleration.encode() && wanted.onHardware();
    List<String> args =
        new ArrayList<>(
            onHardware
                ? RateControl.base(wanted, acceleration.api().orElseThrow())
                : RateControl.base(wanted));
    args.addAll(keyFrames);
    return args;
  }

  static List<String> baseAudio(JoinedSource joined) {
    return !joined.hasAudio()
        ? List.of()
        : List.of(
            "-map", "[ba]", "-c:a", "aac", "-b:a", joined.base().audioBitrate(), "-ar", "48000");
  }

  List<String> mp3(Path workDir) {
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
    List<String> args = new ArrayList<>(List.of("-map", "0:" + index, "-vf", THUMBNAIL));
    args.addAll(onePicture(workDir.resolve(plan.names().thumbnail(0))));
    return args;
  }

  /**
   * Raw, one by one: ffmpeg reports progress only once every output has received a first frame, and
   * a sprite gets its first one at the very end.
   */
  static List<String> tiles(Overview overview, Path workDir) {
    return List.of(
        "-map",
        "[tiles]",
        "-frames:v",
        "" + overview.tiles(),
        "-c:v",
        "rawvideo",
        "-pix_fmt",
        TILE_PIXELS,
        "-f",
        "rawvideo",
        "file:" + workDir.resolve(TILES));
  }

  /** The tiles of the main pass, assembled. */
  public List<String> overview(Path workDir) {
    Overview overview = plan.overview().orElseThrow();
    List<String> args = start();
    args.addAll(
        InputRules.raw(
            workDir.resolve(TILES), TILE_PIXELS, Overview.TILE_WIDTH, Overview.TILE_HEIGHT));
    args.add("-vf");
    args.add(String.format(Locale.ROOT, "tile=%dx%d", overview.columns(), overview.rows()));
    args.addAll(onePicture(workDir.resolve(Overview.SPRITE)));
    return args;
  }

  private static List<String> onePicture(Path file) {
    return List.of("-frames:v", "1", "-update", "1", "-f", "image2", "file:" + file);
  }

  /** All text tracks of the source, whole, on its own clock: they are cut afterwards. */
  public List<String> subtitles(Path source, Path workDir) {
    List<String> args = start();
    args.addAll(tools.source(source));
    for (int i = 0; i < plan.subtitles().size(); i++) {
      MediaInfo.Subtitle track = plan.subtitles().get(i);
      args.addAll(List.of("-map", "0:" + track.index(), "-c:s", "webvtt", "-f", "webvtt"));
      args.add("file:" + workDir.resolve(OutputNames.subtitles(track, i)));
    }
    return args;
  }

  /**
   * Duration, and nothing private from the source: location, author and chapters are not copied.
   */
  List<String> common() {
    return common(plan.seconds());
  }

  List<String> common(double length) {
    List<String> args =
        new ArrayList<>(
            List.of(
                "-t",
                seconds(length),
                "-max_muxing_queue_size",
                "9999",
                "-max_interleave_delta",
                "0",
                "-map_metadata",
                "-1",
                "-map_chapters",
                "-1"));
    Optional<String> title = plan.options().title();
    title.ifPresent(text -> args.addAll(List.of("-metadata", "title=" + text)));
    return args;
  }

  static String seconds(double value) {
    return String.format(Locale.ROOT, "%.6f", value);
  }
}
