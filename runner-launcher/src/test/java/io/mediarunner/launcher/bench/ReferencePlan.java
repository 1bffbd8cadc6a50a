package io.mediarunner.launcher.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * The ffmpeg runs of the runner that this one replaces, for the same source: HLS, the same rungs
 * again as MP4, three thumbnails, the overview and MP3, one program after the other. Its behaviour,
 * in argument lists of our own. Pure.
 *
 * @param ffmpeg the program
 * @param preset x264 preset
 * @param source whole video
 * @param folder for the results
 * @param seconds length of the source
 * @param rungs heights, smallest first
 * @param window what to keep, as output options; empty = all
 */
record ReferencePlan(
    Path ffmpeg,
    String preset,
    Path source,
    Path folder,
    double seconds,
    List<Integer> rungs,
    List<String> window) {
  private static final int TILE = 160;

  ReferencePlan {
    Objects.requireNonNull(ffmpeg, "ffmpeg");
    rungs = List.copyOf(rungs);
    window = List.copyOf(window);
  }

  /** All of them, in their order. */
  List<List<String>> commands() {
    List<List<String>> all = new ArrayList<>();
    all.add(renditions(rungs, true));
    all.add(renditions(rungs.stream().filter(height -> height < 1080).toList(), false));
    for (int quarter = 1; quarter <= 3; quarter++) {
      all.add(
          command(
              List.of("-ss", "" + (int) (seconds * quarter / 4)),
              List.of(
                  "-frames:v",
                  "1",
                  "-vf",
                  "scale='min(1280,iw)':'min(720,ih)':force_original_aspect_ratio=decrease",
                  "file:" + folder.resolve("thumb_" + quarter + ".png"))));
    }
    int tiles = (int) Math.max(1, Math.min(102, seconds));
    all.add(
        command(
            List.of(),
            List.of(
                "-vf",
                String.format(
                    Locale.ROOT,
                    "fps=1/%d,scale=%d:90:flags=lanczos,setsar=1",
                    Math.max(1, (int) Math.ceil(seconds / 102)),
                    TILE),
                "-frames:v",
                "" + tiles,
                "file:" + folder.resolve("tile_%04d.png"))));
    List<String> sprite = start();
    sprite.addAll(
        List.of(
            "-protocol_whitelist",
            "file",
            "-i",
            "file:" + folder.resolve("tile_%04d.png"),
            "-vf",
            "tile=" + tiles + "x1:margin=0:padding=0",
            "-frames:v",
            "1",
            "file:" + folder.resolve("overview.png")));
    all.add(sprite);
    List<String> mp3 = new ArrayList<>(window);
    mp3.addAll(
        List.of(
            "-c:a",
            "libmp3lame",
            "-q:a",
            "2",
            "-ar",
            "44100",
            "-vn",
            "file:" + folder.resolve("audio.mp3")));
    all.add(command(List.of(), mp3));
    return all;
  }

  /**
   * What comes before all that when a logo and credits are wanted: two whole encodes at 1080p.
   *
   * @param logo a picture
   * @param opening a video with audio
   * @return the commands, the last of which writes {@link #dressed()}
   */
  List<List<String>> dressing(Path logo, Path opening) {
    String canvas =
        "scale=1920:1080:force_original_aspect_ratio=decrease,pad=1920:1080:(ow-iw)/2:(oh-ih)/2,setsar=1";
    Path marked = folder.resolve("marked.mp4");
    List<String> first = start();
    first.addAll(input(source));
    first.addAll(input(logo));
    first.addAll(
        List.of(
            "-filter_complex",
            String.format(
                Locale.ROOT,
                "[0:v]%s[v];[1:v]format=rgba,scale=-2:108[l];[v][l]overlay=main_w-overlay_w-54:54[o]",
                canvas),
            "-map",
            "[o]",
            "-map",
            "0:a",
            "-c:v",
            "libx264",
            "-pix_fmt",
            "yuv420p",
            "-c:a",
            "aac",
            "file:" + marked));
    List<String> second = start();
    second.addAll(input(opening));
    second.addAll(input(marked));
    second.addAll(
        List.of(
            "-filter_complex",
            String.format(
                Locale.ROOT,
                "[0:v]%1$s[a];[1:v]%1$s[b];[0:a]aresample=48000[x];[1:a]aresample=48000[y];[a][x][b][y]concat=n=2:v=1:a=1[v][s]",
                canvas),
            "-map",
            "[v]",
            "-map",
            "[s]",
            "-c:v",
            "libx264",
            "-pix_fmt",
            "yuv420p",
            "-c:a",
            "aac",
            "file:" + dressed()));
    return List.of(first, second);
  }

  /** The file that {@link #dressing} makes, the source of what follows. */
  Path dressed() {
    return folder.resolve("dressed.mp4");
  }

  /**
   * One rung's picture alone, at the default ladder's rates.
   *
   * @param more options of the encoder
   */
  static List<String> rung(
      Path ffmpeg, String preset, List<String> more, Path source, int height, Path file) {
    List<String> command = start(ffmpeg);
    command.addAll(input(source));
    command.addAll(List.of("-map", "0:v:0"));
    command.addAll(picture(preset, height));
    command.addAll(more);
    command.add("file:" + file);
    return command;
  }

  private List<String> renditions(List<Integer> heights, boolean hls) {
    List<String> outputs = new ArrayList<>();
    for (int height : heights) {
      Rates rates = Rates.of(height);
      outputs.addAll(List.of("-map", "0:v:0", "-map", "0:a:0?"));
      outputs.addAll(window);
      outputs.addAll(picture(preset, height));
      outputs.addAll(List.of("-c:a", "aac", "-ar", "48000", "-b:a", rates.audio));
      outputs.addAll(List.of("-max_muxing_queue_size", "9999"));
      if (hls) {
        outputs.addAll(List.of("-f", "hls", "-hls_playlist_type", "vod", "-hls_list_size", "0"));
        outputs.addAll(List.of("-hls_time", "2"));
        outputs.addAll(List.of("-hls_flags", "single_file+independent_segments"));
        outputs.add("file:" + folder.resolve(height + "p.m3u8"));
      } else {
        outputs.addAll(List.of("-movflags", "faststart", "-write_tmcd", "0"));
        outputs.add("file:" + folder.resolve(height + "p.mp4"));
      }
    }
    return command(List.of(), outputs);
  }

  private static List<String> picture(String preset, int height) {
    Rates rates = Rates.of(height);
    List<String> options = new ArrayList<>();
    options.addAll(List.of("-c:v", "libx264", "-preset", preset, "-profile:v", "high"));
    options.addAll(List.of("-pix_fmt", "yuv420p", "-b:v", rates.video, "-maxrate", rates.max));
    options.addAll(List.of("-bufsize", rates.buffer, "-minrate", rates.min));
    options.addAll(List.of("-qmin", "20", "-qmax", "50", "-sc_threshold", "0"));
    options.addAll(List.of("-force_key_frames", "expr:gte(t,n_forced*2)"));
    options.addAll(List.of("-vf", "scale=-2:" + height, "-fps_mode", "passthrough"));
    return options;
  }

  /** The default ladder's rates. */
  private record Rates(String video, String min, String max, String buffer, String audio) {
    static Rates of(int height) {
      return switch (height) {
        case 360 -> new Rates("750k", "500k", "1000k", "1500k", "96k");
        case 720 -> new Rates("2000k", "1000k", "3000k", "4000k", "128k");
        default -> new Rates("3000k", "2M", "4500k", "6M", "192k");
      };
    }
  }

  private List<String> command(List<String> before, List<String> outputs) {
    List<String> command = start();
    command.addAll(List.of("-probesize", "100M", "-analyzeduration", "100M"));
    command.addAll(before);
    command.addAll(input(source));
    command.addAll(outputs);
    return command;
  }

  private static List<String> input(Path file) {
    return List.of("-protocol_whitelist", "file,crypto,data", "-i", "file:" + file);
  }

  private List<String> start() {
    return start(ffmpeg);
  }

  private static List<String> start(Path ffmpeg) {
    return new ArrayList<>(
        List.of(ffmpeg.toString(), "-hide_banner", "-nostdin", "-v", "error", "-y"));
  }
}
