package io.mediarunner.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mediarunner.core.workspace.FreeSpace;
import io.mediarunner.launcher.app.VertxFactory;
import io.mediarunner.launcher.demo.DemoSite;
import io.mediarunner.verticles.demo.ManagerDouble;
import io.mediarunner.verticles.demo.ManagerDouble.Route;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator does to a running runner: commands and signals, with real processes. */
class ControlIT {
  private final Vertx vertx = VertxFactory.create();
  @TempDir private Path folder;
  private PackagedRunner processes;
  private ManagerDouble manager;
  private DemoSite media;
  private Map<String, String> settings;
  private Process runner;

  @BeforeEach
  void prepare() throws Exception {
    processes = new PackagedRunner(folder);
    manager = TestRunner.wait(new ManagerDouble(vertx, TestRunner.TOKEN, "1.7.1").listen(0));
    media = TestRunner.wait(new DemoSite(vertx, folder).listen());
    settings = TestRunner.settings(folder, manager, "[2x(encoding)]", 2);
    settings.put("SHUTDOWN_GRACE_SECONDS", "60");
  }

  @AfterEach
  void close() throws Exception {
    processes.end();
    TestRunner.wait(vertx.close());
  }

  @Test
  void pausesAndResumesOneInstanceOrAll() throws Exception {
    startRunner();

    assertThat(says("pause", "--instance", "1")).isEqualTo("instance 1: not available (paused)\n");
    assertThat(manager.runners()).hasSize(2);
    assertThat(says("pause"))
        .isEqualTo("instance 0: not available (paused)\ninstance 1: not available (paused)\n");
    assertThat(says("resume", "--instance", "1")).isEqualTo("instance 1: available\n");
    assertThat(says("resume")).isEqualTo("instance 0: available\ninstance 1: available\n");

    Process wrong = command("pause", "--instance", "2");
    assertThat(wrong.exitValue()).isEqualTo(2);
    assertThat(processes.said(wrong)).contains("no such instance: 2");
  }

  @Test
  void saysWhyACommandHasNoEffect() throws Exception {
    for (String command : new String[] {"pause", "resume", "drain", "deliveries"}) {
      Process nobody = command(command);
      assertThat(nobody.exitValue()).isEqualTo(1);
      assertThat(processes.said(nobody))
          .isEqualTo(
              String.format(
                  Locale.ROOT,
                  "No runner responds on http://127.0.0.1:%s. Is it running with these settings?\n",
                  settings.get("RUNNER_BASE_PORT")));
    }
    startRunner();
    settings.put("RUNNER_TOKEN", "another-token");
    Process stranger = command("drain");
    assertThat(stranger.exitValue()).isEqualTo(1);
    assertThat(processes.said(stranger)).contains("a different RUNNER_TOKEN");
    settings.remove("RUNNER_TOKEN");
    Process nameless = command("drain");
    assertThat(nameless.exitValue()).isEqualTo(2);
    assertThat(processes.said(nameless)).contains("RUNNER_TOKEN must be set");
  }

  @Test
  void drainsAndWaitsForTheEnd() throws Exception {
    startRunner();
    String task = begin(4);

    assertThat(says("drain", "--grace", "240", "--wait")).endsWith("The runner has exited.\n");

    assertThat(runner.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(runner.exitValue()).as(processes.said(runner)).isZero();
    assertThat(TestRunner.wait(manager.completion(task)).status()).isEqualTo("completed");
  }

  @Test
  void aSecondSigtermEndsTheDrainAtOnceAndTheTaskBeginsAgain() throws Exception {
    startRunner();
    String task = begin(40);
    await().atMost(Duration.ofMinutes(1)).until(() -> encoding(task));

    runner.destroy(); // SIGTERM
    await().until(() -> processes.said(runner).contains("running tasks have 60 s to finish"));
    await()
        .during(Duration.ofSeconds(1))
        .until(() -> runner.isAlive() && encoding(task)); // it drains
    runner.destroy();

    assertThat(runner.waitFor(5, TimeUnit.SECONDS)).isTrue();
    assertThat(runner.exitValue()).as(processes.said(runner)).isZero();
    assertThat(processes.said(runner)).contains("shutting down at once", "resumes later");
    assertThat(encoding(task)).isFalse();
    assertThat(manager.completions()).isEmpty();

    startRunner();
    ManagerDouble.Completion completion = TestRunner.wait(manager.completion(task));
    assertThat(completion.status()).as(completion.errorMessage()).isEqualTo("completed");
    assertThat(manager.completions()).hasSize(1);
  }

  /** Whether a program works in the folder of a task. */
  private static boolean encoding(String task) {
    return ProcessHandle.allProcesses()
        .filter(ProcessHandle::isAlive)
        .filter(process -> process.info().command().filter(c -> c.endsWith("/ffmpeg")).isPresent())
        .flatMap(process -> process.info().arguments().stream().flatMap(Arrays::stream))
        .anyMatch(argument -> argument.contains(task) && argument.contains("source"));
  }

  @Test
  void listsAndRetriesWhatTheManagerRefused() throws Exception {
    startRunner();
    manager.answerNext(Route.COMPLETION, 422, 1);
    assertThat(says("deliveries")).isEqualTo("All completions have been delivered.\n");
    String task = begin(1);
    await().atMost(Duration.ofMinutes(1)).until(() -> manager.seen(Route.COMPLETION).size() == 1);

    await().until(() -> says("deliveries").contains("parked"));
    assertThat(says("deliveries")).contains(task, "HTTP 422");
    assertThat(says("deliveries", "--retry")).isEqualTo("Deliveries being retried: 1\n");

    assertThat(TestRunner.wait(manager.completion(task)).status()).isEqualTo("completed");
    await().until(() -> says("deliveries").equals("All completions have been delivered.\n"));
  }

  @Test
  void listsTasksAndWatchesThemToTheirEnd() throws Exception {
    startRunner();
    String good = begin(20);
    Process watch = command("watch", good);
    String lost =
        TestRunner.wait(
            manager.execute(
                "encoding",
                media.url() + "/gone.mp4",
                new JsonObject().put("video_title", "Lost \u001b[31mtalk")));
    Process watchLost = command("watch", lost);

    assertThat(watch.exitValue()).isZero();
    assertThat(processes.said(watch))
        .containsPattern("(?m)^\\[#+\\.+] +\\d+ %  process  \\d+\\.\\dx")
        .endsWith("\ncompleted\n");
    assertThat(watchLost.exitValue()).isEqualTo(1);
    assertThat(processes.said(watchLost)).endsWith("(SOURCE_NOT_FOUND)\n").contains("failed: ");

    assertThat(says("tasks").lines())
        .hasSize(3)
        .satisfies(lines -> assertThat(lines.get(1)).startsWith(lost).contains("Lost [31mtalk"))
        .satisfies(lines -> assertThat(lines.get(2)).startsWith(good).contains(" completed "));
    assertThat(says("tasks", "--state", "failed").lines()).hasSize(2);
    assertThat(says("tasks", "--text", "31mtalk", "--type", "encoding").lines()).hasSize(2);
    assertThat(new JsonObject(says("tasks", "--json", "--limit", "1")).getJsonArray("tasks"))
        .hasSize(1);
    Process wrong = command("tasks", "--state", "lost");
    assertThat(wrong.exitValue()).isEqualTo(1);
    assertThat(processes.said(wrong)).contains("state: waiting, running, completed");
    Process nobodys = command("watch", "no-such-task");
    assertThat(nobodys.exitValue()).isEqualTo(1);
    assertThat(processes.said(nobodys))
        .isEqualTo("The runner does not know the task no-such-task.\n");
    assertThat(command("watch", "no such task").exitValue()).isEqualTo(2);
  }

  @Test
  void isFreeAtOnceWhileTheManagerIsAwayAndReportsOnceItIsBack() throws Exception {
    settings.put("RUNNER_TASK_TYPES", "[1x(encoding)]");
    runner = processes.start(settings, "start");
    TestRunner.awaitRegistered(manager, 1);
    manager.answerNext(Route.COMPLETION, 503, 2);
    String task = begin(1);
    await().atMost(Duration.ofMinutes(1)).until(() -> manager.seen(Route.COMPLETION).size() == 2);
    int port = manager.url().getPort();

    TestRunner.wait(manager.close());

    assertThat(says("resume")).as("the slot").isEqualTo("instance 0: available\n");
    await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> says("deliveries").contains("Connection refused"));
    assertThat(says("deliveries")).contains(task, "waiting");
    TestRunner.wait(manager.listen(port));

    assertThat(TestRunner.wait(manager.completion(task)).status()).isEqualTo("completed");
    await().until(() -> says("deliveries").equals("All completions have been delivered.\n"));
    assertThat(manager.completions()).hasSize(1);
    assertThat(manager.seen(Route.COMPLETION).stream().map(ManagerDouble.Seen::body).distinct())
        .hasSize(1);
    assertThat(
            manager.seen(Route.COMPLETION).stream()
                .map(seen -> seen.headers().get("idempotency-key"))
                .distinct())
        .containsExactly(task + ":1");
  }

  @Test
  void offersNothingWhileTheDiskIsBelowItsReserve() throws Exception {
    settings.put("DISK_RESERVE_GB", "1000000");
    startRunner();

    await()
        .atMost(Duration.ofSeconds(5))
        .until(() -> manager.runners().stream().allMatch(r -> r.availability().equals("busy")));
    assertThat(says("resume", "--instance", "0")).isEqualTo("instance 0: not available (disk)\n");
    assertThat(processes.said(runner)).contains("below DISK_RESERVE_GB");
  }

  @Test
  void offersNothingWhileARunningTaskNeedsTheRoom() throws Exception {
    long free = FreeSpace.usable(folder).orElseThrow();
    settings.put("DISK_RESERVE_GB", Long.toString(Math.max(1, (free / 2) >> 30)));
    URI source = serveTheBeginningOf(free / 4 * 3);
    startRunner();
    assertThat(says("resume")).isEqualTo("instance 0: available\ninstance 1: available\n");

    Duration patience = Duration.ofSeconds(10);
    String task =
        TestRunner.wait(
            manager.executeWhenFree("encoding", source.toString(), new JsonObject(), patience));

    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> says("resume").contains("not available (disk)"));
    TestRunner.wait(manager.ask(HttpMethod.POST, task, "/task/stop/" + task));
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> says("resume"), "instance 0: available\ninstance 1: available\n"::equals);
  }

  @Test
  void leavesNoTemporaryFilesOnceItWasKilledAndStartedAgain() throws Exception {
    Path temporary = Files.createDirectory(folder.resolve("tmp"));
    settings.put("JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=" + temporary);
    startRunner();
    List<Path> first = files(temporary);
    assertThat(first).as("native code of SQLite and so on").isNotEmpty();

    runner.destroyForcibly().waitFor();
    assertThat(files(temporary)).isEqualTo(first);
    startRunner();
    assertThat(files(temporary)).isNotEmpty().doesNotContainAnyElementsOf(first);

    runner.destroy(); // SIGTERM
    assertThat(runner.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(files(temporary)).isEmpty();
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> walk = Files.walk(folder)) {
      return walk.filter(Files::isRegularFile).sorted().toList();
    }
  }

  /** A file that is so long, of which a little comes and then nothing more. */
  private URI serveTheBeginningOf(long bytes) throws Exception {
    HttpServer server =
        TestRunner.wait(
            vertx
                .createHttpServer()
                .requestHandler(
                    request ->
                        request
                            .response()
                            .putHeader("Content-Length", Long.toString(bytes))
                            .write("beginning"))
                .listen(0, "127.0.0.1"));
    return URI.create("http://127.0.0.1:" + server.actualPort() + "/long.mp4");
  }

  private void startRunner() throws Exception {
    runner = processes.start(settings, "start");
    TestRunner.awaitRegistered(manager, 2);
  }

  /** Sends a task that encodes a video of so many seconds. */
  private String begin(int seconds) throws Exception {
    Path video = folder.resolve(DemoSite.VIDEO);
    if (!Files.exists(video)) {
      TestRunner.video(video, seconds);
    }
    return TestRunner.wait(
        manager.executeWhenFree(
            "encoding",
            media.url() + "/" + DemoSite.VIDEO,
            new JsonObject(),
            Duration.ofSeconds(10)));
  }

  private String says(String... command) throws Exception {
    Process process = command(command);
    assertThat(process.exitValue()).as(processes.said(process)).isZero();
    return processes.said(process);
  }

  private Process command(String... command) throws Exception {
    Process process = processes.start(settings, command);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return process;
  }
}
