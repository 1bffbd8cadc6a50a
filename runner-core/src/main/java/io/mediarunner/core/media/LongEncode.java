package io.mediarunner.core.media;

import io.mediarunner.core.error.TaskFailedException;
import io.mediarunner.core.media.ffmpeg.ProgressFile;
import io.mediarunner.core.process.ProcessSpec;
import io.mediarunner.core.task.Progress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The main pass of an encode that is too long to be lost: it can be interrupted anywhere, and the
 * next attempt, or the same one under a new runner, goes on. A run that has outlived the runner is
 * gone on with; else a new one begins behind the last whole piece.
 */
final class LongEncode {
  private static final int RUN_UP_SECONDS = 20;
  private static final String SOUND_COMPLETE = "sound-complete";

  private final EncodeJob job;
  private final MediaTask task;
  private final FfmpegRun ffmpeg;
  private final EncodePlan plan;
  private final Consumer<Progress> listener;
  private final LongEncodeCommands commands;
  private final Pieces pieces;

  /**
   * @param step names the encode among those that the task tries
   * @param listener told how far it has come
   */
  LongEncode(
      EncodeJob job, FfmpegRun ffmpeg, EncodePlan plan, String step, Consumer<Progress> listener)
      throws IOException {
    this.job = job;
    this.task = job.task();
    this.ffmpeg = ffmpeg;
    this.plan = plan;
    this.listener = listener;
    this.commands = new LongEncodeCommands(job.tools(), plan);
    this.pieces = Pieces.of(plan, folder(task, step), fingerprint());
  }

  /** Whether an earlier run of a step has left something. */
  static boolean begun(MediaTask task, String step) {
    return Files.isDirectory(folder(task, step));
  }

  /** Where a step of a task has its work, if that is long. */
  static Path folder(MediaTask task, String step) {
    return task.keptDir().resolve(step);
  }

  /** All that the pictures depend on; the attempt's own folder is no part of it. */
  private String fingerprint() {
    Path nowhere = Path.of("/");
    List<String> all =
        new ArrayList<>(commands.run(nowhere, nowhere, nowhere, Pieces.Start.BEGINNING));
    all.add(job.tools().version());
    return String.join("\n", all)
        .replace(task.keptDir().getParent().toAbsolutePath().toString(), "");
  }

  /**
   * Leaves in the work folder what a main pass leaves there.
   *
   * @param done fraction of the whole task at the beginning
   * @param encoded fraction at the end
   * @return how many places of the source could not be decoded
   */
  long run(double done, double encoded) throws TaskFailedException, IOException {
    OptionalInt last = pieces.lastRun();
    if (last.isPresent()) {
      Pieces.Start from = startOf(last.getAsInt());
      boolean adopted;
      try (ProgressWatch watch = watch(from, done, encoded)) {
        watch.start();
        adopted = ffmpeg.adopt("encode", spec(List.of("ffmpeg"), from), watch::endWhenStalled);
      }
      job.log()
          .line(
              adopted
                  ? "went on with an encode that had outlived the runner"
                  : "goes on with an encode that was interrupted");
    }
    if (!pieces.complete()) {
      encode(seeking(pieces.next()), done, encoded);
    }
    sound();
    join();
    tiles();
    return decodeErrors();
  }

  /** Enough of a start to know how far a run has come. */
  private static Pieces.Start startOf(int piece) {
    return new Pieces.Start(piece, List.of(), 0);
  }

  /**
   * Reading begins a little before the pictures that are wanted, if the source has one there: what
   * is seen at the beginning is the last picture before it, however long ago that came.
   */
  private Pieces.Start seeking(Pieces.Start from) throws TaskFailedException, IOException {
    int begin = from.seconds() - RUN_UP_SECONDS;
    if (from.piece() == 0 || !plan.sourceAlone()) {
      return from;
    }
    double inSource = plan.cut().map(Cut::startSeconds).orElse(0.0) + begin;
    int stream = plan.videoIndex().orElseThrow();
    boolean there =
        job.probe().hasPicture(task.source(), stream, inSource, inSource + RUN_UP_SECONDS - 1);
    return there ? from.skipping(begin) : from;
  }

  private void encode(Pieces.Start from, double done, double encoded)
      throws TaskFailedException, IOException {
    pieces.dropFrom(from);
    if (from.piece() > 0) {
      job.log().line("encodes from %d s on".formatted(from.seconds()));
    }
    Path progress = pieces.progress(from.piece());
    Files.writeString(progress, "", StandardCharsets.UTF_8);
    List<String> command = commands.run(task.source(), pieces.folder(), progress, from);
    try (ProgressWatch watch = watch(from, done, encoded)) {
      watch.start();
      ffmpeg.run("encode", spec(command, from), watch::endWhenStalled);
    }
    pieces.markComplete();
    if (from.piece() == 0) {
      Files.writeString(pieces.folder().resolve(SOUND_COMPLETE), "");
    }
  }

  private ProcessSpec spec(List<String> command, Pieces.Start from) {
    Path said = pieces.folder().resolve("from-%05d.log".formatted(from.piece()));
    return ffmpeg.spec(command, pieces.folder(), said).adoptableFrom(pieces.folder());
  }

  private ProgressWatch watch(Pieces.Start from, double done, double encoded) {
    return new ProgressWatch(
        new ProgressFile(pieces.progress(from.piece())),
        from.seconds(),
        plan.seconds(),
        plan.rungs().stream().findFirst().map(EncodePlan.Rung::rate),
        done,
        encoded,
        listener,
        job.stall());
  }

  /** Made on the side by a run that did it all at once; else in a run of its own, whole. */
  private void sound() throws TaskFailedException, IOException {
    Path complete = pieces.folder().resolve(SOUND_COMPLETE);
    if (Files.exists(complete) || pieces.oneRun() || !commands.hasRest()) {
      return;
    }
    Path said = task.workDir().resolve("sound.log");
    List<String> command = commands.rest(task.source(), pieces.folder());
    ffmpeg.run("sound", ffmpeg.spec(command, pieces.folder(), said), process -> {});
    Files.writeString(complete, "");
  }

  private void join() throws TaskFailedException, IOException {
    List<Path> lists = new ArrayList<>();
    for (Pieces.Track track : Pieces.tracks(plan)) {
      lists.add(pieces.joinList(track));
    }
    ffmpeg.run("join", commands.join(lists, pieces.folder(), task.workDir()));
    for (Path file : besides()) {
      Files.copy(file, task.workDir().resolve(file.getFileName()));
    }
  }

  /** What a main pass makes besides renditions, but for the tiles. */
  private List<Path> besides() throws IOException {
    List<String> names = new ArrayList<>();
    if (plan.hasSound()) {
      names.add(plan.names().mp3());
    }
    for (int i = 0; i < plan.subtitles().size(); i++) {
      names.add(OutputNames.subtitles(plan.subtitles().get(i), i));
    }
    return names.stream().map(pieces.folder()::resolve).filter(Files::exists).toList();
  }

  private void tiles() throws TaskFailedException, IOException {
    Path tiles = pieces.folder().resolve(EncodeCommands.TILES);
    if (pieces.oneRun() && Files.exists(tiles)) {
      Files.copy(tiles, task.workDir().resolve(EncodeCommands.TILES));
    } else if (plan.overview().isPresent()) {
      Path smallest = task.workDir().resolve(plan.names().mp4(plan.rungs().get(0).rendition()));
      ffmpeg.run("tiles", commands.tiles(smallest, task.workDir()));
    }
  }

  private long decodeErrors() throws IOException {
    long errors = 0;
    List<Path> logs;
    try (Stream<Path> files = Files.list(pieces.folder())) {
      logs = files.filter(file -> file.toString().endsWith(".log")).toList();
    }
    for (Path log : logs) {
      errors += DecodeErrors.count(EncodingLog.text(log));
    }
    return errors;
  }
}
