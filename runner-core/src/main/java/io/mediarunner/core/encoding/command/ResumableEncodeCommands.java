package io.mediarunner.core.encoding.command;

import io.mediarunner.core.encoding.plan.BaseVideo;
import io.mediarunner.core.encoding.plan.EncodePlan;
import io.mediarunner.core.encoding.plan.JoinedSource;
import io.mediarunner.core.encoding.plan.Overview;
import io.mediarunner.core.media.ffmpeg.FfmpegTools;
import io.mediarunner.core.media.ffmpeg.InputRules;
import io.mediarunner.core.media.hardware.Acceleration;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * The argument lists of a {@linkplain ResumePoint resumable} encode. A run that starts at the
 * beginning does everything that a main pass does; one that resumes produces only video, and {@link
 * #rest} and {@link #tiles} produce the rest. Pure. Every command runs in the segments' folder: its
 * outputs have no other path, so any storage folder will do.
 */
public final class ResumableEncodeCommands {
  private final FfmpegTools tools;
  private final EncodePlan plan;
  private final EncodeCommands commands;

  public ResumableEncodeCommands(FfmpegTools tools, EncodePlan plan) {
    this.tools = tools;
    this.plan = plan;
    this.commands = new EncodeCommands(tools, plan);
  }

  /** All video from a segment onwards; from the beginning also audio, tiles and subtitles. */
  public List<String> run(Path source, Path folder, Path progress, ResumePoint from) {
    boolean whole = !from.partial();
    List<String> args = commands.startDecoding();
    args.addAll(List.of("-progress", "file:" + progress, "-stats_period", "0.5"));
    Acceleration acceleration = plan.acceleration();
    acceleration.api().ifPresent(api -> args.addAll(api.open(acceleration.device())));
    commands.inputs(args, source, from);
    FilterGraph.Part part = whole ? FilterGraph.Part.ALL : FilterGraph.Part.PICTURES;
    args.addAll(List.of("-filter_complex", new FilterGraph(plan, part, from).text()));
    List<EncodedStream> tracks = EncodedStream.of(plan);
    for (int i = 0; i < plan.rungs().size(); i++) {
      args.addAll(List.of("-map", "[v" + i + "]"));
      args.addAll(
          commands.pictures(
              plan.rungs().get(i),
              keyFrames(EncodeCommands.KEY_FRAME_SECONDS, tracks.get(i), from, i)));
      args.addAll(commands.common());
      args.addAll(tracks.get(i).output(from));
    }
    int base = plan.rungs().size();
    plan.joined()
        .ifPresent(
            joined -> {
              args.addAll(List.of("-map", "[bv]"));
              args.addAll(
                  commands.basePictures(joined, keyFrames(1, tracks.get(base), from, base)));
              args.addAll(commands.common(joined.seconds()));
              args.addAll(tracks.get(base).output(from));
            });
    if (whole) {
      audio(args, folder);
      plan.overview().ifPresent(overview -> args.addAll(EncodeCommands.tiles(overview, folder)));
    }
    return args;
  }

  /** Timestamps count from a run's first frame, the key frame grid from the very beginning. */
  private static List<String> keyFrames(
      int every, EncodedStream track, ResumePoint from, int number) {
    double late = from.frames(number) / track.rate().value() - from.seconds();
    String shift = late < 1e-6 ? "" : String.format(Locale.ROOT, "-%.6f", late);
    return List.of("-force_key_frames", "expr:gte(t,n_forced*" + every + shift + ")");
  }

  /** What a run from the beginning produces besides video, except for the tiles. */
  public List<String> rest(Path source, Path folder) {
    EncodePlan onCpu = plan.on(Acceleration.NONE); // audio needs no device, and none is opened
    List<String> args = commands.start();
    new EncodeCommands(tools, onCpu).inputs(args, source, ResumePoint.BEGINNING);
    String graph = new FilterGraph(onCpu, FilterGraph.Part.AUDIO, ResumePoint.BEGINNING).text();
    if (!graph.isEmpty()) {
      args.addAll(List.of("-filter_complex", graph));
    }
    audio(args, folder);
    return args;
  }

  /** Whether there is anything for {@link #rest} to do. */
  public boolean hasRest() {
    return plan.hasAudio();
  }

  private void audio(List<String> args, Path folder) {
    if (plan.hasAudio()) {
      for (int i = 0; i < plan.rungs().size(); i++) {
        args.addAll(commands.audioMaps(i));
        args.addAll(commands.audio(plan.rungs().get(i).rendition()));
        args.addAll(commands.common());
        args.addAll(List.of("-f", "mp4", audioFile("v" + i)));
      }
    }
    plan.joined()
        .filter(JoinedSource::hasAudio)
        .ifPresent(
            joined -> {
              args.addAll(EncodeCommands.baseAudio(joined));
              args.addAll(commands.common(joined.seconds()));
              args.addAll(List.of("-f", "mp4", audioFile("base")));
            });
    if (plan.hasAudio()) {
      args.addAll(commands.mp3(folder));
    }
  }

  private static String audioFile(String track) {
    return track + "-sound.mp4";
  }

  /** The overview tiles from the smallest finished rendition. */
  public List<String> tiles(Path rendition, Path folder) {
    Overview overview = plan.overview().orElseThrow();
    List<String> args = commands.start();
    args.addAll(InputRules.own(rendition));
    args.addAll(List.of("-filter_complex", "[0:v:0]" + FilterGraph.tiles(overview)));
    args.addAll(EncodeCommands.tiles(overview, folder));
    return args;
  }

  /**
   * Intermediate segments and audio to the MP4s of a main pass, by copy.
   *
   * @param lists concat lists of the intermediate segments, one per stream
   */
  public List<String> join(List<Path> lists, Path folder, Path workDir) {
    List<EncodedStream> tracks = EncodedStream.of(plan);
    List<String> args = commands.start();
    for (int i = 0; i < tracks.size(); i++) {
      args.addAll(InputRules.joined(lists.get(i)));
      if (sounds(i)) {
        args.addAll(InputRules.own(folder.resolve(audioFile(tracks.get(i).name()))));
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
      String name = rung ? plan.names().mp4(plan.rungs().get(i).rendition()) : BaseVideo.NAME;
      args.addAll(EncodeCommands.mp4(workDir.resolve(name)));
    }
    return args;
  }

  private boolean sounds(int track) {
    return track < plan.rungs().size()
        ? plan.hasAudio()
        : plan.joined().filter(JoinedSource::hasAudio).isPresent();
  }
}
