package io.mediarunner.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.mediarunner.launcher.app.VertxFactory;
import io.mediarunner.launcher.demo.DemoSite;
import io.mediarunner.verticles.demo.ManagerDouble;
import io.mediarunner.verticles.demo.ManagerDouble.Route;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The packaged runner as a process: exit codes, signals, and what survives a kill. */
class LauncherIT {
  private final Vertx vertx = VertxFactory.create();
  @TempDir private Path folder;
  private PackagedRunner runner;

  @BeforeEach
  void prepare() {
    runner = new PackagedRunner(folder);
  }

  @AfterEach
  void close() throws Exception {
    runner.end();
    TestRunner.wait(vertx.close());
  }

  @Test
  void listsFiveMistakesAtOnceAndNeverTheToken() throws Exception {
    Path env =
        Files.writeString(
            folder.resolve("wrong.env"),
            """
            RUNNER_TOKEN=change-me-runner-token
            RUNNER_BASE_PORT=80a
            RUNNER_TASK_TYPES=[1x(encoding,foo)]
            MANAGER_URL=manager:8081
            RUNNER_TOKNE=s3cret-token-value
            """);

    for (String command : List.of("check-config", "start")) {
      Process process = java(Map.of(), command, "--env", env.toString());
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();

      String toolLog = said(process);
      assertThat(process.exitValue()).as(toolLog).isEqualTo(2);
      assertThat(toolLog)
          .contains("RUNNER_TOKEN must be set to a secure value")
          .contains("RUNNER_BASE_PORT must be an integer")
          .contains("unsupported task types: foo")
          .contains("MANAGER_URL must be an absolute HTTP(S) URL")
          .contains("RUNNER_TOKNE")
          .contains("did you mean RUNNER_TOKEN")
          .doesNotContain("s3cret-token-value", "change-me-runner-token");
    }
  }

  @Test
  void triesFfmpegWithoutAnySettings() throws Exception {
    Process good = java(Map.of(), "check-ffmpeg", "--mode", "cpu");
    assertThat(good.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(said(good)).contains("ok       preflight:cpu", "cap:encoder:libmp3lame");
    assertThat(good.exitValue()).isZero();

    Process missing = java(Map.of("FFMPEG_PATH", "/bin/true"), "check-ffmpeg", "--json");
    assertThat(missing.waitFor(60, TimeUnit.SECONDS)).isTrue();
    JsonObject report = new JsonObject(said(missing));
    assertThat(report.getJsonObject("summary").getInteger("required_failed")).isOne();
    assertThat(report.getJsonArray("results").getJsonObject(0).getString("details"))
        .contains("FFMPEG_PATH: /bin/true cannot be used");
    assertThat(missing.exitValue()).isEqualTo(3);
  }

  @Test
  void saysWhyThereIsNoGpu() throws Exception {
    Process process = java(Map.of("GPU_HWACCEL_DEVICE", "97"), "check-gpu");
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();

    assertThat(said(process))
        .contains("warning  cuda:device", "warning  vaapi:device", "no usable graphics hardware");
    assertThat(process.exitValue()).isEqualTo(2);
  }

  /** A card that decodes and scales; its ffmpeg is too new for the driver. */
  @Test
  void saysOfAGpuWhatWorksAndWhatNotAndWhatHelps() throws Exception {
    Path ffmpeg =
        Files.writeString(
            Files.createDirectories(folder.resolve("own")).resolve("ffmpeg"),
            """
            #!/bin/bash
            case "$*" in
              *-encoders*) echo 'ffmpeg version 8.1.2'; echo ' V....D libx264 ';;
              *vaapi*|*qsv*) echo '[x @ 0x1] No VA display found for device /dev/dri/renderD128.'; exit 1;;
              *hwaccel*AV1*) echo '[av1 @ 0x1] Hardware is lacking required capabilities'; exit 1;;
              *h264_nvenc*)
                echo '[h264_nvenc @ 0x1] Driver does not support the required nvenc API version. Required: 13.1 Found: 13.0'
                echo '[h264_nvenc @ 0x1] The minimum required Nvidia driver for nvenc is 610.00 or newer'
                exit 1;;
            esac
            """);
    assertThat(ffmpeg.toFile().setExecutable(true)).isTrue();
    Files.copy(ffmpeg, ffmpeg.resolveSibling("ffprobe"));

    Process process =
        java(
            Map.of(
                "FFMPEG_PATH",
                ffmpeg.toString(),
                "RUNNER_TASK_TYPES",
                "[3x(encoding)]",
                "GPU_HWACCEL_DEVICE",
                "97"),
            "check-gpu");
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();

    String toolLog = said(process);
    assertThat(toolLog)
        .contains("ok       cuda:decode:h264@0 ", "ok       cuda:scale@1 ")
        .containsPattern(
            "warning  cuda:encode:h264@0 +Driver does not support .*610.00 or newer -> install a driver")
        .containsPattern("warning  cuda:decode:av1@0 +Hardware is lacking .* -> none: this card")
        .containsPattern("warning  system:cuda:device +\\S.* -> \\S")
        .containsPattern("ok       instance:2 +device 0")
        .containsPattern("ok       usable +cuda: decode h264 .*, scale, no encode on each of 2");
    assertThat(process.exitValue()).as(toolLog).isZero();
  }

  @Test
  void approvesTheExampleOnceItHasAToken() throws Exception {
    String example = Files.readString(PackagedRunner.HOME.resolve("conf/runner.env.example"));
    Path env =
        Files.writeString(
            folder.resolve("good.env"), example + "\nRUNNER_TOKEN=a-good-long-token\n");

    Process process = java(Map.of(), "check-config", "--env", env.toString());

    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(said(process)).isZero();
    assertThat(said(process))
        .contains("Runner configuration is valid")
        .doesNotContain("a-good-long-token");
  }

  @Test
  void explainsItself() throws Exception {
    Process help = java(Map.of(), "--help");
    Process version = java(Map.of(), "--version");
    Process unknown = java(Map.of(), "strat");
    for (Process process : runner.started()) {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    }

    assertThat(said(help)).contains("start", "check-config", "demo");
    assertThat(said(version)).contains("Media Runner ", "1.7.1", "Vert.x 5.0.8");
    assertThat(unknown.exitValue()).isEqualTo(2);
    assertThat(said(unknown)).contains("strat");
  }

  @Test
  void deliversACompletionOnceThoughItWasKilledBefore() throws Exception {
    ManagerDouble manager =
        TestRunner.wait(new ManagerDouble(vertx, TestRunner.TOKEN, "1.7.1").listen(0));
    DemoSite media = TestRunner.wait(new DemoSite(vertx, folder).listen());
    TestRunner.video(folder.resolve(DemoSite.VIDEO), 2);
    Map<String, String> settings = TestRunner.settings(folder, manager, "[1x(encoding)]", 1);
    Process first = java(settings, "start");
    TestRunner.awaitRegistered(manager, 1);
    manager.answerNext(Route.COMPLETION, 503, 1000);
    String task =
        TestRunner.wait(
            manager.execute("encoding", media.url() + "/" + DemoSite.VIDEO, new JsonObject()));
    await().atMost(2, TimeUnit.MINUTES).until(() -> !manager.seen(Route.COMPLETION).isEmpty());

    first.destroyForcibly(); // SIGKILL
    assertThat(first.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(manager.completions()).isEmpty();
    manager.answerAsUsual(Route.COMPLETION);
    Process second = java(settings, "start");

    ManagerDouble.Completion completion = TestRunner.wait(manager.completion(task));
    assertThat(completion.status()).isEqualTo("completed");
    assertThat(manager.completions()).hasSize(1);
    assertThat(manager.seen(Route.COMPLETION).stream().map(ManagerDouble.Seen::body).distinct())
        .hasSize(1);
    assertThat(TestRunner.wait(manager.manifest(task)).getJsonArray("files"))
        .contains("360p_lecture.mp4");
    endsCleanly(second);
    assertThat(manager.completions()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"encoding", "studio"})
  void st30BeginsATaskAgainThatItsDeathInterruptedWithoutFetchingAgain(String type)
      throws Exception {
    ManagerDouble manager =
        TestRunner.wait(new ManagerDouble(vertx, TestRunner.TOKEN, "1.7.1").listen(0));
    DemoSite media = TestRunner.wait(new DemoSite(vertx, folder).listen());
    TestRunner.video(folder.resolve(DemoSite.VIDEO), 40);
    Files.copy(folder.resolve(DemoSite.VIDEO), folder.resolve(DemoSite.CAMERA));
    media.describe();
    Map<String, String> settings = TestRunner.settings(folder, manager, "[1x(encoding,studio)]", 1);
    Process first = java(settings, "start");
    TestRunner.awaitRegistered(manager, 1);
    String source = type.equals("studio") ? DemoSite.MEDIAPACKAGE : DemoSite.VIDEO;
    String task =
        TestRunner.wait(manager.execute(type, media.url() + "/" + source, new JsonObject()));
    await().atMost(1, TimeUnit.MINUTES).until(() -> !encoders(task).isEmpty());

    first.destroyForcibly();
    assertThat(first.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(encoders(task)).as("the encode outlives the runner").isNotEmpty();
    // The download is no longer on the server.
    Files.delete(folder.resolve(DemoSite.VIDEO));
    Files.delete(folder.resolve(DemoSite.CAMERA));
    Files.delete(folder.resolve(DemoSite.MEDIAPACKAGE));
    java(settings, "start");

    ManagerDouble.Completion completion = TestRunner.wait(manager.completion(task));
    assertThat(completion.status()).as(completion.errorMessage()).isEqualTo("completed");
    assertThat(manager.completions()).hasSize(1);
    JsonArray files = TestRunner.wait(manager.manifest(task)).getJsonArray("files");
    assertThat(files.contains("720p_studio_base.mp4")).isEqualTo(type.equals("studio"));
    assertThat(files.contains("720p_lecture.mp4")).isEqualTo(type.equals("encoding"));
    await().until(() -> encoders(task).isEmpty());
  }

  @Test
  void endsOnSigtermWithExitCodeZeroAndRefusesASecondRunnerOnItsStorage() throws Exception {
    ManagerDouble manager =
        TestRunner.wait(new ManagerDouble(vertx, TestRunner.TOKEN, "1.7.1").listen(0));
    Map<String, String> settings = TestRunner.settings(folder, manager, "[2x(encoding)]", 2);
    Process runner = java(settings, "start");
    TestRunner.awaitRegistered(manager, 2);

    Process second = java(settings, "start");
    assertThat(second.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(second.exitValue()).isEqualTo(1);
    assertThat(said(second)).contains("STORAGE_DIR").contains("another runner");

    endsCleanly(runner);
    assertThat(Files.readString(folder.resolve("logs/runner.log"))).contains("shut down");
  }

  @Test
  void runsTheDemoOnce() throws Exception {
    Process demo = java(Map.of("ENCODING_PRESET", "superfast"), "demo", "--once");

    assertThat(demo.waitFor(5, TimeUnit.MINUTES)).isTrue();
    assertThat(demo.exitValue()).as(said(demo)).isZero();
    assertThat(said(demo)).contains("720p_lecture.m3u8", "overview.png", "3 passed, 0 failed");
  }

  @Test
  void goesOnAfterARestartInOrderWithWhatItHadFetched() throws Exception {
    ManagerDouble manager =
        TestRunner.wait(new ManagerDouble(vertx, TestRunner.TOKEN, "1.7.1").listen(0));
    DemoSite media = TestRunner.wait(new DemoSite(vertx, folder).listen());
    TestRunner.video(folder.resolve(DemoSite.VIDEO), 40);
    Map<String, String> settings = TestRunner.settings(folder, manager, "[1x(encoding)]", 1);
    Process first = java(settings, "start");
    TestRunner.awaitRegistered(manager, 1);
    String task =
        TestRunner.wait(
            manager.execute("encoding", media.url() + "/" + DemoSite.VIDEO, new JsonObject()));
    await().atMost(1, TimeUnit.MINUTES).until(() -> !encoders(task).isEmpty());

    endsCleanly(first);
    assertThat(encoders(task)).as("nothing is left running").isEmpty();
    assertThat(manager.completions()).as("nothing has ended").isEmpty();
    Files.delete(folder.resolve(DemoSite.VIDEO)); // it has been fetched
    java(settings, "start");

    ManagerDouble.Completion completion = TestRunner.wait(manager.completion(task));
    assertThat(completion.status()).as(completion.errorMessage()).isEqualTo("completed");
    assertThat(manager.completions()).hasSize(1);
  }

  @Test
  void letsARunningTaskEndBeforeItEnds() throws Exception {
    ManagerDouble manager =
        TestRunner.wait(new ManagerDouble(vertx, TestRunner.TOKEN, "1.7.1").listen(0));
    DemoSite media = TestRunner.wait(new DemoSite(vertx, folder).listen());
    TestRunner.video(folder.resolve(DemoSite.VIDEO), 20);
    Map<String, String> settings = TestRunner.settings(folder, manager, "[2x(encoding)]", 2);
    settings.put("SHUTDOWN_GRACE_SECONDS", "240");
    Process runner = java(settings, "start");
    TestRunner.awaitRegistered(manager, 2);
    String task =
        TestRunner.wait(
            manager.execute("encoding", media.url() + "/" + DemoSite.VIDEO, new JsonObject()));
    await().atMost(1, TimeUnit.MINUTES).until(() -> !encoders(task).isEmpty());

    runner.destroy(); // SIGTERM
    await().until(() -> said(runner).contains("draining"));
    assertThatThrownBy(
            () ->
                TestRunner.wait(
                    manager.execute(
                        "encoding", media.url() + "/" + DemoSite.VIDEO, new JsonObject())))
        .hasMessage("No runners available");

    ManagerDouble.Completion completion = TestRunner.wait(manager.completion(task));
    assertThat(completion.status()).as(completion.errorMessage()).isEqualTo("completed");
    assertThat(runner.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(runner.exitValue()).isZero();
    assertThat(said(runner)).doesNotContain("Discarding message", "already registered");
  }

  private static List<ProcessHandle> encoders(String task) {
    return ProcessHandle.allProcesses()
        .filter(ProcessHandle::isAlive)
        .filter(process -> process.info().command().filter(c -> c.endsWith("/ffmpeg")).isPresent())
        .filter(
            process ->
                Arrays.stream(arguments(process.pid()))
                    .anyMatch(argument -> argument.contains(task) && argument.contains("progress")))
        .toList();
  }

  /** Java hides those of a long command line; see proc(5). */
  private static String[] arguments(long pid) {
    try {
      return Files.readString(Path.of("/proc/" + pid + "/cmdline"), StandardCharsets.ISO_8859_1)
          .split("\0");
    } catch (IOException e) {
      return new String[0]; // gone
    }
  }

  private void endsCleanly(Process process) throws Exception {
    process.destroy(); // SIGTERM
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(said(process)).isZero();
  }

  private Process java(Map<String, String> settings, String... args) throws IOException {
    return runner.start(settings, args);
  }

  private String said(Process process) throws IOException {
    return runner.said(process);
  }
}
