package io.mediarunner.core.encoding.run;

import io.mediarunner.core.encoding.command.EncodeCommands;
import io.mediarunner.core.encoding.packaging.ChapterFile;
import io.mediarunner.core.encoding.packaging.DashManifest;
import io.mediarunner.core.encoding.packaging.HlsPlaylist;
import io.mediarunner.core.encoding.packaging.InfoVideo;
import io.mediarunner.core.encoding.packaging.InfoVideoBuilder;
import io.mediarunner.core.encoding.packaging.MasterPlaylist;
import io.mediarunner.core.encoding.packaging.OutputCheck;
import io.mediarunner.core.encoding.packaging.SubtitleFile;
import io.mediarunner.core.encoding.packaging.ThumbnailChoice;
import io.mediarunner.core.encoding.plan.BaseVideo;
import io.mediarunner.core.encoding.plan.EncodePlan;
import io.mediarunner.core.encoding.plan.HlsSegments;
import io.mediarunner.core.encoding.plan.OutputNames;
import io.mediarunner.core.encoding.plan.Overview;
import io.mediarunner.core.encoding.plan.Rendition;
import io.mediarunner.core.error.Failure;
import io.mediarunner.core.error.FailureCode;
import io.mediarunner.core.error.TaskFailedException;
import io.mediarunner.core.media.InfoVideoFile;
import io.mediarunner.core.media.MediaInfo;
import io.mediarunner.core.media.MediaTask;
import io.mediarunner.core.media.TaskMetadata;
import io.mediarunner.core.media.Warning;
import io.mediarunner.core.media.ffmpeg.DecodeErrors;
import io.mediarunner.core.media.ffmpeg.DecodedFrames;
import io.mediarunner.core.media.ffmpeg.EncodingLog;
import io.mediarunner.core.media.ffmpeg.FfmpegRun;
import io.mediarunner.core.media.ffmpeg.ProgressFile;
import io.mediarunner.core.media.ffmpeg.ProgressWatch;
import io.mediarunner.core.media.ffmpeg.ToolComplaint;
import io.mediarunner.core.media.hardware.Acceleration;
import io.mediarunner.core.process.AttemptProcesses;
import io.mediarunner.core.task.Progress;
import io.mediarunner.core.task.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** One task from its preparation to checked results: run, verify, describe. */
final class Encode {
  private static final double ENCODED = 0.92;
  private static final double COPIED = 0.94;

  private final EncodeContext job;
  private final MediaTask task;
  private final EncodingLog log;
  private final FfmpegRun ffmpeg;
  private final List<Warning> warnings;
  private final List<Map<String, Object>> attempts = new ArrayList<>();

  Encode(EncodeContext job) {
    this.job = job;
    this.task = job.task();
    this.log = job.log();
    this.ffmpeg = new FfmpegRun(task, job.tools(), job.limits(), job.stall(), log);
    this.warnings = job.warnings();
  }

  /**
   * @return the log, for the Manager's administrator
   */
  String run(Planner preparation) throws TaskFailedException, IOException {
    try {
      Planner.Prepared prepared = preparation.prepare(job);
      DiskNeed disk = new DiskNeed(prepared.plan(), task);
      disk.claim();
      Made made = make(prepared, disk);
      texts(prepared.info(), made.plan(), made.renditions());
      describe(prepared, made);
    } catch (TaskFailedException e) {
      log.line("Error: " + e.failure().code() + ": " + e.failure().message());
      throw e;
    }
    return EncodingLog.tail(task.outputDir()).orElse("");
  }

  /**
   * The verified results of a plan.
   *
   * @param plan that was carried out
   * @param thumbnails their moments, seconds
   */
  private record Made(
      EncodePlan plan, List<OutputCheck.Checked> renditions, List<Double> thumbnails) {}

  /**
   * Works on the hardware that the plan names; if that fails in any step, as the prepared fallbacks
   * say, in order, and finally on the CPU.
   */
  private Made make(Planner.Prepared prepared, DiskNeed disk)
      throws TaskFailedException, IOException {
    EncodePlan plan = prepared.plan();
    if (prepared.wantsHardware() && !plan.rungs().isEmpty() && !plan.acceleration().any()) {
      notOnHardware(job.hardware().summary());
    }
    String reason = "";
    for (EncodeWay way : EncodeWay.of(plan, prepared.fallbacks())) {
      Map<String, Object> attempt = new LinkedHashMap<>(way.plan().acceleration().toMap());
      attempts.add(attempt);
      Optional<String> before = way.givenUp(task);
      if (before.isPresent()) {
        reason = before.get();
        attempt.put("error", reason);
        continue;
      }
      if (way.last() && !reason.isEmpty()) {
        notOnHardware(reason);
      }
      FolderContents clean = FolderContents.of(task.workDir(), task.outputDir());
      int warned = warnings.size();
      try {
        return make(way, prepared.done(), disk);
      } catch (TaskFailedException | IOException | RuntimeException e) {
        Failure failure = e instanceof TaskFailedException f ? f.failure() : Failure.of(e);
        if (!way.mayTryNext(failure)) {
          throw e;
        }
        reason = e instanceof TaskFailedException f ? ToolComplaint.in(f) : e.toString();
        attempt.put("error", reason);
        log.line(way.step() + " is given up: " + reason);
        way.giveUp(task, reason);
        clean.restore();
        warnings.subList(warned, warnings.size()).clear();
      }
    }
    throw new IllegalStateException("the last way always returns or throws");
  }

  private Made make(EncodeWay way, double done, DiskNeed disk)
      throws TaskFailedException, IOException {
    EncodePlan plan = way.plan();
    AttemptProcesses.endAdoptableBut(ResumableEncode.folder(task, way.step()));
    encode(plan, way.step(), done, disk);
    disk.reclaim();
    copies(plan);
    overview(plan);
    List<Double> thumbnails = thumbnails(plan);
    subtitles(plan);
    return new Made(plan, verify(plan), thumbnails);
  }

  private void notOnHardware(String reason) {
    job.warn(Warning.Code.GPU_NOT_USED, "encoded on the CPU instead of the GPU: " + reason);
  }

  private void encode(EncodePlan plan, String step, double done, DiskNeed disk)
      throws TaskFailedException, IOException {
    Acceleration acceleration = plan.acceleration();
    log.heading(acceleration.any() ? "encode_with_gpu" : "encode_without_gpu");
    if (acceleration.any()) {
      log.line("hardware: " + acceleration.inWords());
    }
    log.line(
        String.format(
            Locale.ROOT,
            "1 decode of the source; %d H.264 encode(s): %s",
            plan.rungs().size(),
            plan.rungs().stream().map(rung -> rung.rendition().name()).toList()));
    Consumer<Progress> progress = claiming(disk, done);
    long complaints =
        IntermediateSegments.wantedFor(plan)
            ? new ResumableEncode(job, ffmpeg, plan, step, progress).run(done, ENCODED)
            : encodeAtOnce(plan, step, done, progress);
    DecodedFrames frames = decodedFrames(plan, step);
    if (complaints > 0 && frames.damaged(plan.deinterlace())) {
      throw new TaskFailedException(
          FailureCode.SOURCE_DAMAGED,
          String.format(
              Locale.ROOT,
              "The source is damaged: %d of %d video frames could not be decoded.",
              frames.missing(plan.deinterlace()),
              frames.packets()));
    }
    if (complaints > 0) {
      warnings.add(
          Warning.of(
              Warning.Code.DECODE_ERRORS,
              String.format(
                  Locale.ROOT, "the source is damaged: %d decoding error(s)", complaints)));
    }
  }

  /** Of joined recordings each is its own; they are not counted. */
  private DecodedFrames decodedFrames(EncodePlan plan, String step) throws IOException {
    if (plan.joined().isPresent() || plan.videoIndex().isEmpty()) {
      return DecodedFrames.NONE;
    }
    DecodedFrames all = DecodedFrames.NONE;
    for (Path toolLog : toolLogs(plan, step)) {
      all = all.plus(DecodedFrames.read(toolLog, plan.videoIndex().get()));
    }
    return all.without(plan.leadingPackets());
  }

  private List<Path> toolLogs(EncodePlan plan, String step) throws IOException {
    return IntermediateSegments.wantedFor(plan)
        ? ResumableEncode.toolLogs(task, step)
        : List.of(task.workDir().resolve(step + ".log"));
  }

  /** Reports the progress and updates the disk claim. */
  private Consumer<Progress> claiming(DiskNeed disk, double done) {
    return progress -> {
      task.progress().accept(progress);
      try {
        disk.encoded((progress.fraction() - done) / (ENCODED - done));
      } catch (IOException e) {
        log.line("cannot read the free disk space: " + e);
      }
    };
  }

  private long encodeAtOnce(EncodePlan plan, String step, double done, Consumer<Progress> progress)
      throws TaskFailedException, IOException {
    Path progressFile = task.workDir().resolve(step + "-progress.txt");
    EncodeCommands commands = new EncodeCommands(job.tools(), plan);
    try (ProgressWatch watch =
        new ProgressWatch(
            new ProgressFile(progressFile),
            0,
            plan.seconds(),
            plan.rungs().stream().findFirst().map(EncodePlan.Rung::rate),
            done,
            ENCODED,
            progress,
            job.stall())) {
      watch.start();
      ffmpeg.run(
          step,
          job.shared(commands.mainPass(task.source(), task.workDir(), progressFile)),
          watch::endWhenStalled);
    }
    return DecodeErrors.count(task.workDir().resolve(step + ".log"));
  }

  private void copies(EncodePlan plan) throws TaskFailedException, IOException {
    task.progress().accept(Progress.of(Stage.PROCESS, ENCODED));
    if (!plan.rungs().isEmpty()) {
      log.heading("launch_encode");
      log.line("HLS: copied from the MP4 renditions without re-encoding");
      ffmpeg.run("hls", new EncodeCommands(job.tools(), plan).hlsCopies(task.workDir()));
    }
  }

  /** Optional: {@link #verify} warns if it is missing. */
  private void overview(EncodePlan plan) throws TaskFailedException, IOException {
    if (plan.overview().isEmpty()) {
      return;
    }
    try {
      ffmpeg.run("overview", new EncodeCommands(job.tools(), plan).overview(task.workDir()));
    } catch (TaskFailedException e) {
      if (!e.failure().code().toolFailed()) {
        throw e;
      }
    }
  }

  private List<Double> thumbnails(EncodePlan plan) throws TaskFailedException, IOException {
    task.progress().accept(Progress.of(Stage.PROCESS, COPIED));
    List<Double> moments = new ArrayList<>();
    if (plan.coverIndex().isPresent()) {
      moments.add(0.0);
      moveIfMade(task.workDir().resolve(plan.names().thumbnail(0)), moments);
      return moments;
    }
    if (plan.rungs().isEmpty()) {
      return List.of();
    }
    moments.addAll(moments(plan));
    try {
      Path rendition = task.workDir().resolve(plan.names().mp4(pictureRung(plan).rendition()));
      ffmpeg.run(
          "thumbnails",
          new EncodeCommands(job.tools(), plan).thumbnails(rendition, moments, task.outputDir()));
    } catch (TaskFailedException e) {
      if (!e.failure().code().toolFailed()) {
        throw e;
      }
    }
    return withFiles(plan, moments);
  }

  /** Where there is something to see; the nominal moments if nobody can tell. */
  private List<Double> moments(EncodePlan plan) throws TaskFailedException, IOException {
    EncodePlan.Rung smallest = plan.rungs().get(0);
    Path rendition = task.workDir().resolve(plan.names().mp4(smallest.rendition()));
    List<String> command = new EncodeCommands(job.tools(), plan).frames(rendition, smallest);
    Path toolLog = task.workDir().resolve("frames.log");
    try {
      ffmpeg.run("frames", ffmpeg.spec(command, task.workDir(), toolLog), process -> {});
    } catch (TaskFailedException e) {
      if (!e.failure().code().toolFailed()) {
        throw e;
      }
    }
    List<ThumbnailChoice.Frame> frames = ThumbnailFrames.read(task.workDir());
    return frames.isEmpty()
        ? ThumbnailChoice.nominal(plan.seconds())
        : ThumbnailChoice.of(frames, plan.seconds());
  }

  /** Thumbnails are optional: a missing one is only a warning. */
  private List<Double> withFiles(EncodePlan plan, List<Double> moments) throws IOException {
    for (int i = 0; i < moments.size(); i++) {
      Path file = task.outputDir().resolve(plan.names().thumbnail(i));
      if (!Files.exists(file) || Files.size(file) == 0) {
        warnings.add(
            Warning.of(Warning.Code.PICTURES_MISSING, "the thumbnails could not be generated"));
        for (int j = 0; j < moments.size(); j++) {
          Files.deleteIfExists(task.outputDir().resolve(plan.names().thumbnail(j)));
        }
        return List.of();
      }
    }
    return moments;
  }

  private void moveIfMade(Path file, List<Double> moments) throws IOException {
    if (Files.exists(file) && Files.size(file) > 0) {
      Files.move(file, task.outputDir().resolve(file.getFileName()));
    } else {
      warnings.add(Warning.of(Warning.Code.PICTURES_MISSING, "the cover art could not be read"));
      moments.clear();
    }
  }

  /** The best rung whose frames are no larger than a thumbnail may be. */
  private static EncodePlan.Rung pictureRung(EncodePlan plan) {
    EncodePlan.Rung best = plan.rungs().get(0);
    for (EncodePlan.Rung rung : plan.rungs()) {
      if (Math.min(rung.width(), rung.height()) <= 720) {
        best = rung;
      }
    }
    return best;
  }

  private List<OutputCheck.Checked> verify(EncodePlan plan)
      throws TaskFailedException, IOException {
    task.progress().accept(Progress.of(Stage.VERIFY, COPIED));
    OutputCheck check = new OutputCheck(job.probe(), plan);
    List<OutputCheck.Checked> renditions = new ArrayList<>();
    for (EncodePlan.Rung rung : plan.rungs()) {
      Rendition rendition = rung.rendition();
      Path mp4 = task.workDir().resolve(plan.names().mp4(rendition));
      renditions.add(
          check.rung(
              mp4,
              task.outputDir().resolve(plan.names().playlist(rendition)),
              task.outputDir().resolve(plan.names().segments(rendition))));
      if (rendition.mp4()) {
        publish(mp4);
      }
    }
    List<HlsPlaylist> audio = new ArrayList<>();
    for (EncodePlan.Track track : plan.separateAudio()) {
      audio.add(
          check.audio(
              task.outputDir().resolve(plan.names().playlist(track)),
              task.outputDir().resolve(plan.names().segments(track))));
    }
    if (plan.names().segments() == HlsSegments.FMP4 && !renditions.isEmpty()) {
      Files.writeString(task.outputDir().resolve(DashManifest.NAME), dash(plan, renditions, audio));
    }
    renditions.replaceAll(rendition -> rendition.with(audio));
    if (plan.joined().isPresent()) {
      Path base = task.workDir().resolve(BaseVideo.NAME);
      check.base(base, plan.joined().get());
      publish(base);
    }
    if (plan.hasAudio()) {
      checkAudio(check, plan.names().mp3());
      if (plan.rungs().isEmpty()) {
        checkAudio(check, plan.names().m4a());
      }
    }
    Path sprite = task.workDir().resolve(Overview.SPRITE);
    if (plan.overview().isPresent() && Files.exists(sprite) && Files.size(sprite) > 0) {
      publish(sprite);
      Files.writeString(
          task.outputDir().resolve(Overview.VTT),
          plan.overview().get().vtt(InfoVideoBuilder.seconds(plan, renditions)));
    } else if (plan.overview().isPresent()) {
      warnings.add(
          Warning.of(Warning.Code.PICTURES_MISSING, "the overview could not be generated"));
    }
    log.line(String.format(Locale.ROOT, "verified: %d rendition(s)", renditions.size()));
    return renditions;
  }

  private static String dash(
      EncodePlan plan, List<OutputCheck.Checked> renditions, List<HlsPlaylist> audio) {
    List<DashManifest.Media> pictures = new ArrayList<>();
    for (int i = 0; i < renditions.size(); i++) {
      OutputCheck.Checked checked = renditions.get(i);
      pictures.add(
          new DashManifest.Media(
              plan.names().segments(plan.rungs().get(i).rendition()),
              checked.codecs().split(",")[0],
              checked.averageBps(),
              checked.playlist()));
    }
    List<DashManifest.Media> tracks = new ArrayList<>();
    for (int i = 0; i < audio.size(); i++) {
      tracks.add(
          new DashManifest.Media(
              plan.names().segments(plan.separateAudio().get(i)),
              "mp4a.40.2",
              audio.get(i).averageBps(),
              audio.get(i)));
    }
    return DashManifest.of(plan, pictures, tracks);
  }

  private void checkAudio(OutputCheck check, String name) throws TaskFailedException, IOException {
    Path file = task.workDir().resolve(name);
    check.audio(file);
    publish(file);
  }

  private void publish(Path file) throws IOException {
    Files.move(file, task.outputDir().resolve(file.getFileName()));
  }

  /** Text tracks are worth having, not worth a failure. */
  private void subtitles(EncodePlan plan) throws TaskFailedException, IOException {
    if (plan.subtitles().isEmpty() || plan.joined().isPresent()) {
      return;
    }
    try {
      ffmpeg.run(
          "subtitles",
          new EncodeCommands(job.tools(), plan).subtitles(task.source(), task.workDir()));
    } catch (TaskFailedException e) {
      if (!e.failure().code().toolFailed()) {
        throw e;
      }
    }
    for (int i = 0; i < plan.subtitles().size(); i++) {
      String name = OutputNames.subtitles(plan.subtitles().get(i), i);
      Path whole = task.workDir().resolve(name);
      Path kept = task.outputDir().resolve(name);
      int cues =
          Files.exists(whole)
              ? SubtitleFile.cut(whole, kept, plan.cutStart(), plan.mainSeconds(), plan.mainStart())
              : 0;
      if (cues == 0) {
        Files.deleteIfExists(kept);
        warnings.add(
            Warning.of(
                Warning.Code.SUBTITLES_MISSING, "subtitle track " + i + " has no readable text"));
      }
    }
  }

  /** Master playlist, chapters. */
  private void texts(MediaInfo info, EncodePlan plan, List<OutputCheck.Checked> renditions)
      throws IOException {
    if (!renditions.isEmpty()) {
      Files.writeString(
          task.outputDir().resolve(MasterPlaylist.NAME), MasterPlaylist.of(plan, renditions));
    }
    String chapters = ChapterFile.of(info.chapters(), plan);
    if (!chapters.isEmpty()) {
      Files.writeString(task.outputDir().resolve(ChapterFile.NAME), chapters);
    }
  }

  private void describe(Planner.Prepared prepared, Made made) throws IOException {
    log.heading("Main");
    warnings.forEach(warning -> log.line("warning: " + warning.detail()));
    log.line("done");
    InfoVideo info =
        new InfoVideoBuilder(
                prepared.info(),
                made.plan(),
                task.request().parameters(),
                task.outputDir(),
                job.tools().version())
            .build(made.renditions(), made.thumbnails(), warnings, prepared.studio(), attempts);
    InfoVideoFile.write(task.outputDir(), info);
    TaskMetadata.write(
        task,
        Files.exists(task.outputDir().resolve(BaseVideo.NAME))
            ? Map.of("base_video", BaseVideo.NAME)
            : Map.of());
  }
}
