package io.mediarunner.core.encoding.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;
import static org.awaitility.Awaitility.await;

import io.mediarunner.core.attempt.Attempt;
import io.mediarunner.core.encoding.command.EncodeCommands;
import io.mediarunner.core.encoding.plan.Dressing;
import io.mediarunner.core.encoding.plan.EncodeOptions;
import io.mediarunner.core.encoding.plan.EncodePlan;
import io.mediarunner.core.encoding.plan.HlsSegments;
import io.mediarunner.core.encoding.plan.Ladder;
import io.mediarunner.core.encoding.plan.OutputNames;
import io.mediarunner.core.encoding.plan.RateControl;
import io.mediarunner.core.error.Failure;
import io.mediarunner.core.error.TaskFailedException;
import io.mediarunner.core.fetch.FetchTimings;
import io.mediarunner.core.fetch.SourceFetcher;
import io.mediarunner.core.media.MediaLab;
import io.mediarunner.core.media.MediaLab.Result;
import io.mediarunner.core.media.ffmpeg.InputRules;
import io.mediarunner.core.media.probe.MediaProbe;
import io.mediarunner.core.net.Network;
import io.mediarunner.core.process.ProcessIdentity;
import io.mediarunner.core.process.TaskProcesses;
import io.mediarunner.core.store.TaskOutcome;
import io.mediarunner.core.studio.StudioLab;
import io.mediarunner.core.task.Progress;
import io.mediarunner.core.workspace.Workspace;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Encodes of more than five minutes, undisturbed and interrupted, with the real ffmpeg. */
class ResumableEncodeIT {
  private static final double SECONDS = 330;
  private static final String RATE = "30000/1001";

  /** Where the rate does not matter: takes less time. */
  private static final String FEW_PICTURES = "12";

  @TempDir private Path folder;
  private MediaLab lab;
  private Path attempt;

  @BeforeEach
  void openLab() throws Exception {
    lab = new MediaLab(folder);
    attempt = Files.createDirectory(folder.resolve("attempt-1"));
  }

  private Path lecture() throws Exception {
    return lecture(RATE);
  }

  private Path lecture(String rate) throws Exception {
    return lab.talk("long.mp4", "160x90", rate, "" + SECONDS);
  }

  @Test
  void joinsPiecesToWhatOnePassWouldHaveMade() throws Exception {
    Path source = lecture();

    Result result = lab.encode(source, Map.of(), attempt, programs());

    Path once = onePass(source);
    Path mp4 = result.folder().resolve("360p_long.mp4");
    assertThat(lab.claims.bytes())
        .as("what is still to come, which is segments")
        .isCloseTo(Files.size(mp4), withinPercentage(50));
    assertThat(packets(mp4, "v:0")).isEqualTo(packets(once, "v:0"));
    assertThat(packets(mp4, "a:0")).isEqualTo(packets(once, "a:0"));
    assertThat(pictures(mp4)).as("hash of all decoded pictures").isEqualTo(pictures(once));
    assertThat(Files.size(mp4)).isCloseTo(Files.size(once), within(Files.size(once) / 100));
  }

  @Test
  void goesOnBehindTheLastWholeSegmentAfterAKill() throws Exception {
    Path source = lecture();
    TaskProcesses first = programs();
    CompletableFuture<Result> interrupted = encodeUntil(0.55, source, first);
    first.stop();
    assertThatThrownBy(interrupted::get)
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(TaskFailedException.class);
    cleared();
    List<Path> whole = segments("v0-", ".nut");
    assertThat(whole).hasSizeBetween(2, 6);

    Result result = lab.encode(source, Map.of(), attempt, programs());

    assertThat(result.log()).contains("resuming an interrupted encode", "encoding from");
    assertThat(encodedFrom(result)).isGreaterThanOrEqualTo((whole.size() - 2) * 60);
    checkWhole(result, source);
  }

  @Test
  void startsAfreshWhenTheEncodeIsAnotherOne() throws Exception {
    Path source = lecture(FEW_PICTURES);
    TaskProcesses first = programs();
    CompletableFuture<Result> interrupted = encodeUntil(0.4, source, first);
    first.stop();
    assertThatThrownBy(interrupted::get).isInstanceOf(ExecutionException.class);
    cleared();

    Map<String, Object> other = Map.of("rendition", Map.of("360", Map.of("video_bitrate", "400k")));
    Result result = lab.encode(source, other, attempt, programs());

    assertThat(result.log()).doesNotContain("encoding from");
    assertThat(result.seconds("360p_long.mp4")).isCloseTo(SECONDS, within(0.1));
  }

  @Test
  void goesOnWithAnEncodeThatHasOutlivedTheRunner() throws Exception {
    Path source = lecture(FEW_PICTURES);
    outlivesTheRunner(source);
    double before = furthest();
    lab.progress.clear();

    Result result = lab.encode(source, Map.of(), attempt, programs());

    assertThat(result.log()).contains("adopted a running encode");
    assertThat(result.log()).doesNotContain("encoding from");
    assertThat(lab.progress.stream().map(Progress::fraction).filter(f -> f > 0.06).findFirst())
        .hasValueSatisfying(f -> assertThat(f).isGreaterThanOrEqualTo(before - 0.05));
    Path once = onePass(source);
    assertThat(pictures(result.folder().resolve("360p_long.mp4"))).isEqualTo(pictures(once));
  }

  @Test
  void endsAnEncodeThatHasOutlivedTheRunnerWhenItIsAnotherOne() throws Exception {
    Path source = lecture(FEW_PICTURES);
    long encoder = outlivesTheRunner(source);
    Map<String, Object> other = Map.of("rendition", Map.of("360", Map.of("video_bitrate", "400k")));
    lab.progress.clear();

    CompletableFuture<Result> second = encodeUntil(0.3, source, programs(), other);

    assertThat(ProcessIdentity.of(encoder).flatMap(ProcessIdentity::alive)).isEmpty();
    Result result = second.get(2, TimeUnit.MINUTES);
    assertThat(result.log()).doesNotContain("adopted a running", "encoding from");
    assertThat(result.seconds("360p_long.mp4")).isCloseTo(SECONDS, within(0.1));
  }

  @Test
  void encodesTheRestWhenTheAdoptedEncodeIsKilled() throws Exception {
    Path source = lecture(FEW_PICTURES);
    long encoder = outlivesTheRunner(source);
    CompletableFuture<Result> adopting = encodeUntil(0.6, source, programs());
    ProcessHandle.of(encoder).ifPresent(ProcessHandle::destroy); // TERM: it ends its files in order

    Result result = adopting.get(2, TimeUnit.MINUTES);

    assertThat(result.log()).contains("adopted a running encode", "encoding from");
    checkWhole(result, source);
  }

  @Test
  void keepsEveryMomentWhereASourceHasGapsAndACut() throws Exception {
    // A slide every 25 s: reading may not begin in between. Brightness tells the slide.
    lab.clip(
        "slides.mkv",
        "-f lavfi -i color=c=black:s=160x90:r=25:d=460,format=yuv420p,"
            + "geq=lum='16+10*floor(T/25)':cb=128:cr=128,mpdecimate=max=0 -f lavfi -i sine=d=460"
            + " -fps_mode vfr -c:v libx264 -preset ultrafast -qp 5 -pix_fmt yuv420p -c:a aac");
    Path source = folder.resolve("slides.mkv");
    Map<String, Object> cut = Map.of("cut", Map.of("start", 50, "end", 440));
    TaskProcesses first = programs();
    CompletableFuture<Result> interrupted = encodeUntil(0.5, source, first, cut);
    first.stop();
    assertThatThrownBy(interrupted::get).isInstanceOf(ExecutionException.class);
    cleared();

    Result result = lab.encode(source, cut, attempt, programs());

    assertThat(result.log()).contains("encoding from");
    for (int at : new int[] {10, 130, 181, 239, 241, 299, 301, 380}) {
      assertThat(brightness(result, at))
          .as("slide at %d s", at)
          .isCloseTo(16 + 10 * ((at + 50) / 25), within(2));
    }
    assertThat(result.seconds("360p_slides.mp4")).isCloseTo(390, within(0.1));
  }

  @Test
  void goesOnWithTheCompositionOfAStudioTask() throws Exception {
    Path screen = lab.talk("screen.mp4", "320x180", "10", "330");
    Path camera = lab.talk("camera.mp4", "160x120", "10", "330");
    Path storage = Files.createDirectory(folder.resolve("storage"));
    try (StudioLab studio = new StudioLab(folder);
        SourceFetcher fetcher =
            new SourceFetcher(studio.downloads, Network.DIRECT, FetchTimings.STANDARD)) {
      String url =
          studio.serveText(
              "/m.xml",
              StudioLab.mediapackage(
                  "pipb", studio.serve("/s.mp4", screen), studio.serve("/c.mp4", camera), ""));
      Attempt first = studio.attempt(storage, fetcher, url, Map.of());
      CompletableFuture<TaskOutcome> interrupted = CompletableFuture.supplyAsync(first::run);
      await()
          .atMost(2, TimeUnit.MINUTES)
          .pollInterval(20, TimeUnit.MILLISECONDS)
          .until(() -> studio.progress.stream().anyMatch(p -> p.fraction() > 0.6));
      first.stop(Failure.INTERRUPTED);
      assertThat(interrupted.get(10, TimeUnit.SECONDS).failure()).contains(Failure.INTERRUPTED);
      List<ProcessHandle> left =
          studio.started.stream().flatMap(pid -> ProcessHandle.of(pid).stream()).toList();
      left.forEach(ProcessHandle::destroyForcibly);
      await().until(() -> left.stream().noneMatch(ProcessHandle::isAlive));
      studio.asked.clear();

      TaskOutcome outcome = studio.attempt(storage, fetcher, url, Map.of()).run();

      assertThat(outcome.failure()).isEmpty();
      assertThat(studio.asked).as("nothing is fetched again").isEmpty();
      Result result = new Result(storage.resolve("t1/output"), null);
      assertThat(result.log()).contains("encoding from ");
      for (String file : List.of("360p_studio_base.mp4", "studio_base.mp4")) {
        assertThat(result.seconds(file)).isCloseTo(330, within(0.1));
        assertThat(times(result.folder().resolve(file))).hasSize(9900); // at the usual rate of 30
        assertThat(result.hears(file, 440, 300, 5)).isTrue();
      }
      assertThat(result.stream("studio_base.mp4", "audio").path("duration").asDouble())
          .isCloseTo(330, within(0.1));
    }
  }

  /** Luma as it is coded: a conversion to grey may or may not stretch its range. */
  private static int brightness(Result result, int seconds) throws Exception {
    String picture = "trim=start=" + seconds + ",setpts=PTS-STARTPTS,crop=2:2,format=yuv444p";
    return result.firstPicture("360p_slides.mp4", picture)[0] & 0xff;
  }

  /** Starts an encode and abandons its encoder, which keeps running. */
  private long outlivesTheRunner(Path source) {
    List<Long> started = new CopyOnWriteArrayList<>();
    TaskProcesses first = MediaLab.boxed(folder, attempt, started::add);
    CompletableFuture<Result> interrupted = encodeUntil(0.3, source, first);
    first.letGo();
    assertThatThrownBy(interrupted::get).isInstanceOf(ExecutionException.class);
    long encoder = started.get(started.size() - 1);
    assertThat(ProcessHandle.of(encoder)).as("the encoder works on").isPresent();
    return encoder;
  }

  private TaskProcesses programs() {
    return MediaLab.boxed(folder, attempt, pid -> {});
  }

  private CompletableFuture<Result> encodeUntil(
      double fraction, Path source, TaskProcesses programs) {
    return encodeUntil(fraction, source, programs, Map.of());
  }

  /** Starts an encode and waits until it has reached a given point. */
  private CompletableFuture<Result> encodeUntil(
      double fraction, Path source, TaskProcesses programs, Map<String, Object> parameters) {
    CompletableFuture<Result> result =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return lab.encode(source, parameters, attempt, programs);
              } catch (Exception e) {
                throw new java.util.concurrent.CompletionException(e);
              }
            });
    await()
        .atMost(2, TimeUnit.MINUTES)
        .pollInterval(20, TimeUnit.MILLISECONDS)
        .until(() -> furthest() > fraction || result.isDone());
    assertThat(result).as("under way").isNotDone();
    return result;
  }

  private double furthest() {
    return lab.progress.stream().mapToDouble(Progress::fraction).max().orElse(0);
  }

  /** What a new attempt finds: only the kept files. */
  private void cleared() throws Exception {
    Workspace.deleteTree(attempt.resolve("work"));
    Workspace.deleteTree(attempt.resolve("output"));
    lab.progress.clear();
  }

  private List<Path> segments(String prefix, String suffix) throws Exception {
    try (Stream<Path> files = Files.list(attempt.resolve("kept/encode"))) {
      return files
          .filter(file -> file.getFileName().toString().startsWith(prefix))
          .filter(file -> file.toString().endsWith(suffix))
          .toList();
    }
  }

  private static int encodedFrom(Result result) throws Exception {
    return Integer.parseInt(result.log().replaceAll("(?s).*encoding from (\\d+) s.*", "$1"));
  }

  private void checkWhole(Result result, Path source) throws Exception {
    Path once = onePass(source);
    Path mp4 = result.folder().resolve("360p_long.mp4");
    assertThat(times(mp4)).as("moments of all pictures").isEqualTo(times(once));
    assertThat(MediaLab.keyFrames(mp4)).isEqualTo(MediaLab.keyFrames(once));
    assertThat(packets(mp4, "a:0")).isEqualTo(packets(once, "a:0"));
    assertThat(result.seconds("audio_192k_long.mp3")).isCloseTo(SECONDS, within(0.1));
    assertThat(Files.size(mp4)).isCloseTo(Files.size(once), within(Files.size(once) / 100));
    assertThat(similarity(mp4, once)).as("SSIM to one pass").isGreaterThan(0.99);
    assertThat(result.files()).contains("overview.png", "overview.vtt", "master.m3u8");
    assertThat(result.info().path("warnings")).isEmpty();
  }

  /** The same encode by the commands for short sources. */
  private Path onePass(Path source) throws Exception {
    Path work = Files.createTempDirectory(folder, "once");
    MediaProbe probe =
        new MediaProbe(MediaLab.tools().with(new InputRules("")), programs(), work, 0);
    EncodePlan plan =
        EncodePlan.of(
            probe.source(source),
            new EncodeOptions(
                Ladder.DEFAULT,
                java.util.Optional.empty(),
                Dressing.NONE,
                OutputNames.of("long.mp4", HlsSegments.TS),
                2,
                new RateControl("superfast", java.util.OptionalInt.empty()),
                java.util.Optional.empty()),
            io.mediarunner.core.media.hardware.Hardware.NONE);
    MediaLab.run(
        new EncodeCommands(MediaLab.tools().with(new InputRules("")), plan)
            .mainPass(source, work, work.resolve("progress.txt")));
    return work.resolve("360p_long.mp4");
  }

  private static List<String> packets(Path file, String stream) throws Exception {
    return lines(file, stream, "packet=pts_time,dts_time,size,flags");
  }

  private static List<String> times(Path file) throws Exception {
    List<String> times = new ArrayList<>(lines(file, "v:0", "packet=pts_time"));
    times.sort(null);
    return times;
  }

  private static List<String> lines(Path file, String stream, String entries) throws Exception {
    return MediaLab.run(
            List.of(
                MediaLab.tools().ffprobe().toString(),
                "-v",
                "error",
                "-select_streams",
                stream,
                "-show_entries",
                entries,
                "-of",
                "csv=p=0",
                file.toString()))
        .lines()
        .toList();
  }

  private static String pictures(Path file) throws Exception {
    return MediaLab.run(
        List.of(
            MediaLab.tools().ffmpeg().toString(),
            "-v",
            "error",
            "-i",
            file.toString(),
            "-map",
            "0:v",
            "-f",
            "md5",
            "-"));
  }

  private static double similarity(Path file, Path other) throws Exception {
    String toolLog =
        MediaLab.run(
            List.of(
                MediaLab.tools().ffmpeg().toString(),
                "-hide_banner",
                "-i",
                file.toString(),
                "-i",
                other.toString(),
                "-lavfi",
                "[0:v][1:v]ssim",
                "-f",
                "null",
                "-"));
    return Double.parseDouble(toolLog.replaceAll("(?s).*SSIM .*All:([\\d.]+).*", "$1"));
  }
}
