package io.mediarunner.core.media;

import io.mediarunner.core.media.ffmpeg.FfmpegTools;
import io.mediarunner.core.media.hardware.Acceleration;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * The argument lists of an encode in {@link Pieces}. A run that starts at the beginning does all
 * that a main pass does; one that goes on makes pictures only, and what it leaves out is made by
 * {@link #rest} and {@link #tiles}. Pure. Every command is run in the pieces' folder: its outputs
 * have no other path, so that any storage folder will do.
 */
final class LongEncodeCommands {
  private final FfmpegTools tools;
  private final EncodePlan plan;
  private final EncodeCommands commands;

  LongEncodeCommands(FfmpegTools tools, EncodePlan plan) {
    this.tools = tools;
    this.plan = plan;
    this.commands = new EncodeCommands(tools, plan);
  }

  /** All pictures from a piece on; from the beginning also sound, tiles and subtitles. */
  List<String> run(Path source, Path folder, Path progress, Pieces.Start from) {
    boolean whole = from.piece() == 0;
    List<String> args = commands.start();
    args.addAll(List.of("-progress", "file:" + progress, "-stats_period", "0.5"));
    Acceleration acceleration = plan.acceleration();
    acceleration.api().ifPresent(api -> args.addAll(api.open(acceleration.device())));
    commands.inputs(args, source, from);
    FilterGraph.Part part = whole ? FilterGraph.Part.ALL : FilterGraph.Part.PICTURES;
    args.addAll(List.of("-filter_complex", new FilterGraph(plan, part, from).text()));
    List<Pieces.Track> tracks = Pieces.tracks(plan);
    for (int i = 0; i < plan.rungs().size(); i++) {
      args.addAll(List.of("-map", "[v" + i + "]"));
      args.addAll(
          commands.pictures(
              plan.rungs().get(i),
              keyFrames(EncodeCommands.KEY_FRAME_SECONDS, tracks.get(i), from, i)));
      args.addAll(commands.common());
      args.addAll(Pieces.output(tracks.get(i), from));
    }
    int base = plan.rungs().size();
    plan.composition()
        .ifPresent(
            joined -> {
              args.addAll(List.of("-map", "[bv]"));
              args.addAll(
                  commands.basePictures(joined, keyFrames(1, tracks.get(base), from, base)));
              args.addAll(commands.common(joined.seconds()));
              args.addAll(Pieces.output(tracks.get(base), from));
            });
    if (whole) {
      sound(args, folder);
      plan.overview().ifPresent(overview -> args.addAll(EncodeCommands.tiles(overview, folder)));
      subtitles(args, folder);
    }
    return args;
  }

  /** Moments count from a run's first picture, the key frames' grid from the very beginning. */
  private static List<String> keyFrames(
      int every, Pieces.Track track, Pieces.Start from, int number) {
    double late = from.frames(number) / track.rate().value() - from.seconds();
    String shift = late < 1e-6 ? "" : String.format(Locale.ROOT, "-%.6f", late);
    return List.of("-force_key_frames", "expr:gte(t,n_forced*" + every + shift + ")");
  }

  /** What a run from the beginning makes besides pictures, but for the tiles. */
  List<String> rest(Path source, Path folder) {
    List<String> args = commands.start();
    commands.inputs(args, source, Pieces.Start.BEGINNING);
    String graph = new FilterGraph(plan, FilterGraph.Part.SOUND, Pieces.Start.BEGINNING).text();
    if (!graph.isEmpty()) {
      args.addAll(List.of("-filter_complex", graph));
    }
    sound(args, folder);
    subtitles(args, folder);
    return args;
  }

  /** Whether there is anything for {@link #rest} to do. */
  boolean hasRest() {
    return plan.hasSound() || !plan.subtitles().isEmpty();
  }

  private void sound(List<String> args, Path folder) {
    if (plan.hasSound()) {
      for (int i = 0; i < plan.rungs().size(); i++) {
        args.addAll(commands.soundMaps(i));
        args.addAll(commands.sound(plan.rungs().get(i).rendition()));
        args.addAll(commands.common());
        args.addAll(List.of("-f", "mp4", soundFile("v" + i)));
      }
    }
    plan.composition()
        .filter(LongEncodeCommands::heard)
        .ifPresent(
            joined -> {
              args.addAll(EncodeCommands.baseSound(joined));
              args.addAll(commands.common(joined.seconds()));
              args.addAll(List.of("-f", "mp4", soundFile("base")));
            });
    if (plan.hasSound()) {
      args.addAll(commands.mp3(folder));
    }
  }

  private static boolean heard(Composition joined) {
    return !joined.heard().isEmpty();
  }

  private static String soundFile(String track) {
    return track + "-sound.mp4";
  }

  private void subtitles(List<String> args, Path folder) {
    IntStream.range(0, plan.subtitles().size())
        .forEach(i -> args.addAll(commands.subtitles(i, folder)));
  }

  /** The overview's tiles out of the smallest finished rendition. */
  List<String> tiles(Path rendition, Path folder) {
    Overview overview = plan.overview().orElseThrow();
    List<String> args = commands.start();
    args.addAll(tools.input(rendition));
    args.addAll(List.of("-filter_complex", "[0:v:0]" + FilterGraph.tiles(overview)));
    args.addAll(EncodeCommands.tiles(overview, folder));
    return args;
  }

  /**
   * Pieces and sound to the MP4s of a main pass, by copy.
   *
   * @param lists of {@link Pieces#joinList}, one a track
   */
  List<String> join(List<Path> lists, Path folder, Path workDir) {
    List<Pieces.Track> tracks = Pieces.tracks(plan);
    List<String> args = commands.start();
    for (int i = 0; i < tracks.size(); i++) {
      args.addAll(List.of("-f", "concat", "-protocol_whitelist", "file"));
      args.addAll(List.of("-i", "file:" + lists.get(i)));
      if (sounds(i)) {
        args.addAll(tools.input(folder.resolve(soundFile(tracks.get(i).name()))));
      }
    }
    int input = 0;
    for (int i = 0; i < tracks.size(); i++) {
      boolean rung = i < plan.rungs().size();
      args.addAll(List.of("-map", input + ":v:0"));
      input++;
      if (sounds(i)) {
        args.addAll(List.of("-map", input + ":a"));
        input++;
      }
      args.addAll(List.of("-c", "copy"));
      args.addAll(commands.common(tracks.get(i).seconds()));
      args.addAll(rung ? commands.languages() : List.of());
      String name =
          rung ? plan.names().mp4(plan.rungs().get(i).rendition()) : Composition.BASE_NAME;
      args.addAll(EncodeCommands.mp4(workDir.resolve(name)));
    }
    return args;
  }

  private boolean sounds(int track) {
    return track < plan.rungs().size()
        ? plan.hasSound()
        : plan.composition().filter(LongEncodeCommands::heard).isPresent();
  }
}
