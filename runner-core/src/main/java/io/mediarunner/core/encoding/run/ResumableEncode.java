package io.mediarunner.core.encoding.run;

import io.mediarunner.core.encoding.command.EncodeCommands;
import io.mediarunner.core.encoding.command.EncodedStream;
import io.mediarunner.core.encoding.command.ResumableEncodeCommands;
import io.mediarunner.core.encoding.command.ResumePoint;
import io.mediarunner.core.encoding.plan.EncodePlan;
import io.mediarunner.core.error.TaskFailedException;
import io.mediarunner.core.media.MediaTask;
import io.mediarunner.core.media.ffmpeg.DecodeErrors;
import io.mediarunner.core.media.ffmpeg.FfmpegRun;
import io.mediarunner.core.media.ffmpeg.ProgressFile;
import io.mediarunner.core.media.ffmpeg.ProgressWatch;
import io.mediarunner.core.media.probe.MediaProbe;
import io.mediarunner.core.process.ProcessSpec;
import io.mediarunner.core.process.RunningProcess;
import io.mediarunner.core.task.Progress;
import io.mediarunner.core.task.Stage;
import io.mediarunner.core.task.TaskId;
import io.mediarunner.core.workspace.RealFolder;
import io.mediarunner.core.workspace.Workspace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.DoubleConsumer;
import java.util.stream.Stream;

/**
 * The main pass of an encode that is too long to lose: it can be interrupted anywhere, and the next
 * attempt, or the same one under a new runner, resumes it. A run that outlived the runner is
 * adopted; otherwise a new one starts after the last complete segment.
 */
final class ResumableEncode {
  private static final int RUN_UP_SECONDS = 20;
  private static final long FEW_FRAMES = 2;
  private static final String SOUND_COMPLETE = "sound-complete";

  private final EncodeContext job;
  private final MediaTask task;
  private final FfmpegRun ffmpeg;
  private final EncodePlan plan;
  private final Consumer<Progress> listener;
  private final ResumableEncodeCommands commands;
  private final IntermediateSegments segments;

  /**
   * @param step names the encode among the task's candidates
   * @param listener receives the progress
   */
  ResumableEncode(
      EncodeContext job,
      FfmpegRun ffmpeg,
      EncodePlan plan,
      String step,
      Consumer<Progress> listener)
      throws IOException {
    this.job = job;
    this.task = job.task();
    this.ffmpeg = ffmpeg;
    this.plan = plan;
    this.listener = listener;
    this.commands = new ResumableEncodeCommands(job.tools(), plan);
    this.segments = IntermediateSegments.of(plan, folder(task, step), fingerprint());
  }

  /** Folder of a step's resumable work. */
  static Path folder(MediaTask task, String step) {
    return task.keptDir().resolve(step);
  }

  /** Everything that the video depends on; the attempt's own folder is not part of it. */
  private String fingerprint() {
    Path nowhere = Path.of("/");
    List<String> all =
        new ArrayList<>(commands.run(nowhere, nowhere, nowhere, ResumePoint.BEGINNING));
    all.add(job.tools().version());
    return String.join("\n", all)
        .replace(
            Objects.requireNonNull(task.keptDir().getParent()).toAbsolutePath().toString(), "");
  }

  /**
   * Produces the same files in the work folder as a main pass.
   *
   * @param done fraction of the whole task at the beginning
   * @param encoded fraction at the end
   * @return how many places of the source could not be decoded
   */
  long run(double done, double encoded) throws TaskFailedException, IOException {
    OptionalInt last = segments.lastRun();
    if (last.isPresent()) {
      ResumePoint from = startOf(last.getAsInt());
      boolean adopted;
      try (ProgressWatch watch = watch(from, done, encoded)) {
        watch.start();
        adopted = ffmpeg.adopt("encode", spec(List.of("ffmpeg"), from), watch::endWhenStalled);
      }
      job.log().line(adopted ? "adopted a running encode" : "resuming an interrupted encode");
    }
    if (!segments.complete() && !divided(done, encoded)) {
      encode(seeking(segments.next()), done, encoded);
    }
    audio();
    join();
    tiles();
    return decodeErrors();
  }

  /** Once one run has begun, it is the one that goes on. */
  private boolean divided(double done, double encoded) throws TaskFailedException, IOException {
    boolean whole =
        segments.lastRun().isEmpty()
            && job.workers().encode(new Divisible(fraction -> tell(done, encoded, fraction)));
    if (whole) {
      segments.markComplete();
    }
    return whole;
  }

  private void tell(double done, double encoded, double fraction) {
    listener.accept(Progress.of(Stage.PROCESS, done + (encoded - done) * fraction));
  }

  /** This encode as others see it. */
  private final class Divisible implements DivisibleEncode {
    private final DoubleConsumer progress;
    private final StretchEncode stretches = new StretchEncode(job, ffmpeg, plan);

    Divisible(DoubleConsumer progress) {
      this.progress = progress;
    }

    @Override
    public TaskId taskId() {
      return task.request().taskId();
    }

    @Override
    public EncodePlan plan() {
      return plan;
    }

    @Override
    public Path source() {
      return task.source();
    }

    @Override
    public String fingerprint() {
      return ResumableEncode.this.fingerprint();
    }

    @Override
    public Path folder() {
      return segments.folder();
    }

    @Override
    public void log(String line) {
      job.log().line(line);
    }

    @Override
    public void progress(double fraction) {
      progress.accept(fraction);
    }

    @Override
    public void throwIfStopped() throws TaskFailedException {
      task.tools().throwIfStopped();
    }

    @Override
    public void here(
        ResumePoint stretch, Path into, DoubleConsumer part, Consumer<RunningProcess> started)
        throws TaskFailedException, IOException {
      stretches.run(stretch, into, part, started);
    }

    @Override
    public void prepare() throws TaskFailedException, IOException {
      Path folder = segments.folder().resolve("first-frames");
      List<Long> none = plan.rungs().stream().map(rung -> 0L).toList();
      List<Long> few = plan.rungs().stream().map(rung -> FEW_FRAMES).toList();
      ResumePoint first = new ResumePoint(0, none, few, 0);
      Workspace.deleteTree(folder); // an interrupted one may have left half a file
      RealFolder.createIn(segments.folder(), folder);
      here(first, folder, fraction -> {}, process -> {});
      MediaProbe probe = new MediaProbe(job.tools(), task.tools(), folder, job.limits().nice());
      new StretchFiles(plan, first).check(probe, folder, segments.folder());
    }

    @Override
    public void audio() throws TaskFailedException, IOException {
      ResumableEncode.this.audio();
    }

    @Override
    public boolean take(ResumePoint stretch, Path files, BooleanSupplier commit)
        throws TaskFailedException, IOException {
      StretchFiles made = new StretchFiles(plan, stretch);
      MediaProbe probe = new MediaProbe(job.tools(), task.tools(), files, job.limits().nice());
      made.check(probe, files, segments.folder());
      boolean counts = commit.getAsBoolean();
      if (counts) {
        made.moveTo(files, segments.folder());
      }
      return counts;
    }

    @Override
    public boolean has(ResumePoint stretch) {
      return new StretchFiles(plan, stretch).in(segments.folder());
    }
  }

  /** A starting point that is sufficient for following a run's progress. */
  private static ResumePoint startOf(int segment) {
    return new ResumePoint(segment, List.of(), 0);
  }

  /** Reading begins a little before the frames that are wanted, where seeking can be trusted. */
  private ResumePoint seeking(ResumePoint from) {
    int begin = from.seconds() - RUN_UP_SECONDS;
    return from.segment() > 0 && plan.sourceAlone() && plan.seekPoint(begin) > 0
        ? from.skipping(begin)
        : from;
  }

  private void encode(ResumePoint from, double done, double encoded)
      throws TaskFailedException, IOException {
    segments.dropFrom(from);
    if (from.segment() > 0) {
      job.log().line(String.format(Locale.ROOT, "encoding from %d s", from.seconds()));
    }
    Path progress = segments.progress(from.segment());
    Files.writeString(progress, "", StandardCharsets.UTF_8);
    List<String> command =
        job.shared(commands.run(task.source(), segments.folder(), progress, from));
    try (ProgressWatch watch = watch(from, done, encoded)) {
      watch.start();
      ffmpeg.run("encode", spec(command, from), watch::endWhenStalled);
    }
    segments.markComplete();
    if (from.segment() == 0) {
      Files.writeString(segments.folder().resolve(SOUND_COMPLETE), "");
    }
  }

  private ProcessSpec spec(List<String> command, ResumePoint from) {
    Path toolLog =
        segments.folder().resolve(String.format(Locale.ROOT, "from-%05d.log", from.segment()));
    return ffmpeg.spec(command, segments.folder(), toolLog).adoptableFrom(segments.folder());
  }

  private ProgressWatch watch(ResumePoint from, double done, double encoded) {
    return new ProgressWatch(
        new ProgressFile(segments.progress(from.segment())),
        from.seconds(),
        plan.seconds(),
        plan.rungs().stream().findFirst().map(EncodePlan.Rung::rate),
        done,
        encoded,
        listener,
        job.stall());
  }

  /**
   * Produced along the way by a run that was not interrupted; otherwise in a separate run, as a
   * whole.
   */
  private void audio() throws TaskFailedException, IOException {
    Path complete = segments.folder().resolve(SOUND_COMPLETE);
    if (Files.exists(complete) || segments.oneRun() || !commands.hasRest()) {
      return;
    }
    Path toolLog = task.workDir().resolve("sound.log");
    List<String> command = commands.rest(task.source(), segments.folder());
    ffmpeg.run("sound", ffmpeg.spec(command, segments.folder(), toolLog), process -> {});
    Files.writeString(complete, "");
  }

  private void join() throws TaskFailedException, IOException {
    List<Path> lists = new ArrayList<>();
    for (EncodedStream track : EncodedStream.of(plan)) {
      lists.add(segments.joinList(track));
    }
    ffmpeg.run("join", commands.join(lists, segments.folder(), task.workDir()));
    for (Path file : besides()) {
      Files.copy(file, task.workDir().resolve(file.getFileName()));
    }
  }

  /** What a main pass produces besides renditions, except for the tiles. */
  private List<Path> besides() throws IOException {
    List<String> names = new ArrayList<>();
    if (plan.hasAudio()) {
      names.add(plan.names().mp3());
    }
    return names.stream().map(segments.folder()::resolve).filter(Files::exists).toList();
  }

  private void tiles() throws TaskFailedException, IOException {
    Path tiles = segments.folder().resolve(EncodeCommands.TILES);
    if (segments.oneRun() && Files.exists(tiles)) {
      Files.copy(tiles, task.workDir().resolve(EncodeCommands.TILES));
    } else if (plan.overview().isPresent()) {
      Path smallest = task.workDir().resolve(plan.names().mp4(plan.rungs().get(0).rendition()));
      ffmpeg.run("tiles", commands.tiles(smallest, task.workDir()));
    }
  }

  /** What the runs of a step have printed, if there were any. */
  static List<Path> toolLogs(MediaTask task, String step) throws IOException {
    Path folder = folder(task, step);
    return Files.isDirectory(folder) ? toolLogs(folder) : List.of();
  }

  private static List<Path> toolLogs(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".log")).sorted().toList();
    }
  }

  private long decodeErrors() throws IOException {
    long errors = 0;
    for (Path log : toolLogs(segments.folder())) {
      errors += DecodeErrors.count(log);
    }
    return errors;
  }
}
