package io.mediarunner.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.mediarunner.core.media.ffmpeg.FfmpegTools;
import io.mediarunner.launcher.app.VertxFactory;
import io.mediarunner.launcher.demo.DemoSite;
import io.mediarunner.verticles.demo.ManagerDouble;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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

/** Ten minutes of video under a runner, a real process, that is killed in the middle of them. */
class RecoveryIT {
  private static final int SECONDS = 600;

  /** The encode must not end while the runner starts again. */
  private static final int MANY_PICTURES = 25;

  /** Where that does not matter: takes less time. */
  private static final int FEW_PICTURES = 10;

  private static final String NAME = "360p_lecture.mp4";

  private final Vertx vertx = VertxFactory.create();
  @TempDir private Path folder;
  private PackagedRunner runners;
  private ManagerDouble manager;
  private DemoSite media;
  private FfmpegTools tools;
  private Map<String, String> settings;

  @BeforeEach
  void open() throws Exception {
    runners = new PackagedRunner(folder);
    manager = TestRunner.wait(new ManagerDouble(vertx, TestRunner.TOKEN, "1.7.1").listen(0));
    media = TestRunner.wait(new DemoSite(vertx, folder).listen());
    settings = TestRunner.settings(folder, manager, "[1x(encoding)]", 1);
    settings.put("ENCODING_PRESET", "fast");
    tools = TestRunner.tools(folder);
  }

  @AfterEach
  void close() throws Exception {
    runners.end();
    encoders().forEach(ProcessHandle::destroyForcibly);
    TestRunner.wait(vertx.close());
  }

  @Test
  void adoptsTheEncodeThatHasOutlivedTheRunner() throws Exception {
    lecture(MANY_PICTURES);
    Process first = startRunner();
    String task = encodeUntil(15); // most is left for the time in which a runner starts
    List<ProcessHandle> encoder = encoders();

    first.destroyForcibly().waitFor();
    assertThat(encoders()).as("ffmpeg goes on by itself").isEqualTo(encoder).hasSize(1);
    startRunner();

    await()
        .atMost(1, TimeUnit.MINUTES)
        .until(() -> progress(task) > 20 || manager.completion(task).isComplete());
    assertThat(encoders()).as("no other was started").allMatch(encoder::contains);
    JsonObject info = completed(task);
    assertThat(log(task)).contains("adopted a running encode");
    assertThat(log(task)).doesNotContain("encoding from");
    checkWhole(task, info, MANY_PICTURES);
  }

  @Test
  void encodesAtMostOneSegmentAgainWhenBothWereKilled() throws Exception {
    lecture(FEW_PICTURES);
    Process first = startRunner();
    String task = encodeUntil(45);
    double reached = SECONDS * (progress(task) / 100 - 0.05) / 0.87;

    first.destroyForcibly().waitFor();
    encoders().forEach(ProcessHandle::destroyForcibly);
    await().until(() -> encoders().isEmpty());
    Files.delete(folder.resolve(DemoSite.VIDEO)); // it has been fetched
    startRunner();

    JsonObject info = completed(task);
    String from = log(task).replaceAll("(?s).*encoding from (\\d+) s.*", "$1");
    assertThat(Integer.parseInt(from)).isGreaterThanOrEqualTo((int) reached - 120);
    checkWhole(task, info, FEW_PICTURES);
  }

  @Test
  void leavesTheEncodeToTheNextStartWhenItIsEndedInOrder() throws Exception {
    lecture(MANY_PICTURES);
    Process first = startRunner();
    String task = encodeUntil(20);
    List<ProcessHandle> encoder = encoders();

    first.destroy(); // SIGTERM
    assertThat(first.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(first.exitValue()).as(runners.said(first)).isZero();
    assertThat(encoders()).isEqualTo(encoder).hasSize(1);
    assertThat(manager.completions()).as("nothing has ended").isEmpty();
    startRunner();
    await().atMost(1, TimeUnit.MINUTES).until(() -> progress(task) > 10);
    TestRunner.wait(manager.ask(HttpMethod.POST, task, "/task/stop/" + task));

    ManagerDouble.Completion completion = TestRunner.wait(manager.completion(task));
    assertThat(completion.errorMessage()).isEqualTo("Cancelled by user.");
    await().until(() -> encoders().isEmpty());
  }

  /**
   * Makes the lecture.
   *
   * @param rate frames a second
   */
  private void lecture(int rate) throws Exception {
    ffmpeg(
        String.format(
            Locale.ROOT,
            "-y -f lavfi -i testsrc2=s=320x180:r=%2$d:d=%1$d -f lavfi -i sine=d=%1$d -c:v libx264"
                + " -preset ultrafast -pix_fmt yuv420p -c:a aac",
            SECONDS,
            rate),
        folder.resolve(DemoSite.VIDEO));
  }

  private Process startRunner() throws Exception {
    int before = manager.seen(ManagerDouble.Route.HEARTBEAT).size();
    Process process = runners.start(settings, "start");
    await()
        .atMost(1, TimeUnit.MINUTES)
        .until(() -> manager.seen(ManagerDouble.Route.HEARTBEAT).size() > before);
    return process;
  }

  private String encodeUntil(double percent) throws Exception {
    String task =
        TestRunner.wait(
            manager.execute("encoding", media.url() + "/" + DemoSite.VIDEO, new JsonObject()));
    await()
        .atMost(5, TimeUnit.MINUTES)
        .pollInterval(100, TimeUnit.MILLISECONDS)
        .until(() -> progress(task) > percent);
    return task;
  }

  private double progress(String task) throws Exception {
    JsonObject answer = TestRunner.wait(manager.ask(HttpMethod.GET, task, "/task/status/" + task));
    JsonObject progress = new JsonObject(answer.getString("body")).getJsonObject("progress");
    return progress == null ? 0 : progress.getDouble("percent");
  }

  private JsonObject completed(String task) throws Exception {
    ManagerDouble.Completion completion = TestRunner.wait(manager.completion(task));
    assertThat(completion.status()).as(completion.errorMessage()).isEqualTo("completed");
    assertThat(manager.completions()).hasSize(1);
    await().until(() -> encoders().isEmpty());
    return TestRunner.wait(manager.file(task, "info_video.json")).toJsonObject();
  }

  private String log(String task) throws Exception {
    return TestRunner.wait(manager.file(task, "encoding.log")).toString();
  }

  /** Every picture of ten minutes is there and can be decoded. */
  private void checkWhole(String task, JsonObject info, int rate) throws Exception {
    Path file = folder.resolve("result.mp4");
    Files.write(file, TestRunner.wait(manager.file(task, NAME)).getBytes());
    Path toolLog = folder.resolve("decoded.txt");
    ffmpeg("-i " + file + " -map 0:v -f framemd5", toolLog);
    assertThat(Files.readAllLines(toolLog).stream().filter(line -> line.startsWith("0,")))
        .hasSize(SECONDS * rate);
    assertThat(info.getDouble("duration_exact")).isCloseTo(SECONDS, within(0.1));
    assertThat(info.getJsonArray("warnings")).isEmpty();
    try (Stream<Path> entries = Files.list(folder.resolve("storage").resolve(task))) {
      assertThat(entries)
          .extracting(left -> left.getFileName().toString())
          .containsExactlyInAnyOrder("output", "manifest.json");
    }
  }

  private List<ProcessHandle> encoders() {
    return ProcessHandle.allProcesses()
        .filter(ProcessHandle::isAlive)
        .filter(process -> process.info().command().orElse("").endsWith("ffmpeg")) // no helper
        .filter(process -> encodes(process.info().arguments().map(List::of).orElse(List.of())))
        .toList();
  }

  /** A long encode, and of this test: others may run beside it on the machine. */
  private boolean encodes(List<String> arguments) {
    return arguments.contains("v0-%05d.nut")
        && arguments.stream().anyMatch(argument -> argument.contains(folder.toString()));
  }

  private void ffmpeg(String arguments, Path out) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(tools.ffmpeg().toString()));
    command.addAll(List.of("-v", "error", "-xerror"));
    command.addAll(Arrays.asList(arguments.split(" ")));
    command.add(out.toString());
    File toolLog = folder.resolve("ffmpeg.txt").toFile();
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(toolLog).start();
    assertThat(process.waitFor()).as(Files.readString(toolLog.toPath())).isZero();
  }
}
