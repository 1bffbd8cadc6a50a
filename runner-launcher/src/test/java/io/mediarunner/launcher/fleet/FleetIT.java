package io.mediarunner.launcher.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import io.mediarunner.core.media.ffmpeg.FfmpegTools;
import io.mediarunner.launcher.Browser;
import io.mediarunner.launcher.PackagedRunner;
import io.mediarunner.launcher.PageChecks;
import io.mediarunner.launcher.TestRunner;
import io.mediarunner.launcher.app.VertxFactory;
import io.mediarunner.launcher.demo.DemoSite;
import io.mediarunner.launcher.os.FreePorts;
import io.mediarunner.verticles.demo.ManagerDouble;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runners as processes of their own on the loopback interface, with real ffmpeg: one has the task,
 * the other has nothing to do. Each row of the table in docs/fleet.md that needs processes.
 */
class FleetIT {
  private static final int SECONDS = 360;
  private static final String NAME = "360p_lecture.mp4";
  private static final Duration LIMIT = Duration.ofMinutes(4);
  private static final String DASHBOARD_TOKEN = "dashboard-token-of-the-test";

  private final Vertx vertx = VertxFactory.create();
  @TempDir private Path folder;
  private PackagedRunner runners;
  private ManagerDouble manager;
  private ManagerDouble otherManager;
  private DemoSite media;
  private FfmpegTools tools;
  private List<Integer> ports;

  @BeforeEach
  void open() throws Exception {
    runners = new PackagedRunner(folder);
    manager = TestRunner.wait(new ManagerDouble(vertx, TestRunner.TOKEN, "1.7.1").listen(0));
    otherManager = TestRunner.wait(new ManagerDouble(vertx, TestRunner.TOKEN, "1.7.1").listen(0));
    media = TestRunner.wait(new DemoSite(vertx, folder).listen());
    tools = TestRunner.tools(folder);
    int first = FreePorts.inARow(2);
    ports = List.of(first, first + 1);
    ffmpeg(
        String.format(
            Locale.ROOT,
            "-y -f lavfi -i testsrc2=s=640x360:r=25:d=%1$d -f lavfi -i sine=d=%1$d -c:v libx264"
                + " -preset ultrafast -pix_fmt yuv420p -c:a aac",
            SECONDS),
        folder.resolve(DemoSite.VIDEO));
  }

  @AfterEach
  void close() throws Exception {
    runners.end();
    List<ProcessHandle> left = encoders(); // of those that were killed
    left.forEach(ProcessHandle::destroyForcibly);
    await().until(() -> encoders().isEmpty());
    TestRunner.wait(vertx.close());
  }

  private List<ProcessHandle> encoders() {
    return ProcessHandle.allProcesses().filter(process -> encodes(process.pid())).toList();
  }

  private boolean encodes(long pid) {
    try {
      String command = Files.readString(Path.of("/proc/" + pid + "/cmdline"));
      return command.contains("ffmpeg") && command.contains(folder.toString());
    } catch (IOException e) {
      return false; // it is gone, or not text
    }
  }

  private Process start(String name, int number, ManagerDouble its, Map<String, String> more)
      throws Exception {
    Path own = Files.createDirectories(folder.resolve(name));
    Map<String, String> settings = TestRunner.settings(own, its, "[1x(encoding)]", 1);
    settings.put("RUNNER_BASE_NAME", name);
    settings.put("CACHE_DIR", folder.resolve("cache").toString());
    settings.put("ENCODING_PRESET", "medium");
    settings.put("RUNNER_CLUSTER", "members");
    settings.put("RUNNER_CLUSTER_SECRET", "a-secret-of-the-fleet");
    settings.put("RUNNER_CLUSTER_PORT", "" + ports.get(number));
    settings.put(
        "RUNNER_CLUSTER_MEMBERS",
        "http://127.0.0.1:" + ports.get(0) + ",http://127.0.0.1:" + ports.get(1));
    settings.putAll(more);
    return runners.start(settings, "start");
  }

  /** The one with the task, and the one that helps; both know of each other. */
  private Process[] two(Map<String, String> more) throws Exception {
    Process coordinator = start("first", 0, manager, Map.of());
    Process helper = start("second", 1, otherManager, more);
    TestRunner.awaitRegistered(manager, 1);
    TestRunner.awaitRegistered(otherManager, 1);
    return new Process[] {coordinator, helper};
  }

  private String execute() throws Exception {
    return TestRunner.wait(
        manager.execute("encoding", media.url() + "/" + DemoSite.VIDEO, new JsonObject()));
  }

  private void awaitSaid(Process process, String text) {
    await().atMost(LIMIT).until(() -> runners.said(process).contains(text));
  }

  @Test
  void encodesOneLectureOnBothAndDoesWithoutTheOneThatDies() throws Exception {
    Process[] both = two(Map.of());
    awaitSaid(both[0], "has joined");

    String task = execute();
    awaitSaid(both[1], "is done");
    awaitPiece(both[1]);
    both[1].destroyForcibly().waitFor(); // in the middle of a piece

    checkWhole(task);
    assertThat(log(task)).contains("encoded by second", "encoded by home");
    assertThat(again(log(task))).as("pieces encoded again").isLessThanOrEqualTo(1);
  }

  @Test
  void refusesWhatAFrozenMemberDeliversLate() throws Exception {
    Process[] both = two(Map.of());
    awaitSaid(both[0], "has joined");

    String task = execute();
    awaitPiece(both[1]);
    signal(both[1], "STOP");
    checkWhole(task);
    signal(both[1], "CONT");

    await()
        .atMost(LIMIT)
        .until(
            () ->
                runners.said(both[1]).contains("is not wanted any more")
                    || runners.said(both[1]).contains("is given back")
                    || runners.said(both[1]).contains("is refused"));
    assertThat(manager.completions()).hasSize(1);
  }

  @Test
  void doesWithoutAMemberOfAnotherClusterAndSaysWhy() throws Exception {
    Process[] both = two(Map.of("RUNNER_CLUSTER_SECRET", "another-secret-than-that"));
    awaitSaid(both[1], "another RUNNER_CLUSTER_SECRET is set there");
    awaitSaid(both[0], "shows another RUNNER_CLUSTER_SECRET");

    String task = execute();

    checkWhole(task);
    assertThat(log(task)).doesNotContain("fleet");
  }

  /** Neither knows where the other is asked for work. */
  @Test
  void findsItsMembersOverTheClusteredBus() throws Exception {
    int bus = FreePorts.inARow(5);
    Map<String, String> shown = new HashMap<>(clustered(bus, bus + 2));
    shown.put("RUNNER_DASHBOARD_PORT", "" + (bus + 4));
    shown.put("DASHBOARD_TOKEN", DASHBOARD_TOKEN);
    Process coordinator = start("first", 0, manager, shown);
    TestRunner.awaitRegistered(manager, 1);
    Process helper = start("second", 1, otherManager, clustered(bus + 2, bus));
    TestRunner.awaitRegistered(otherManager, 1);
    awaitSaid(helper, "fleet: found http://127.0.0.1:" + ports.get(0));
    awaitSaid(coordinator, "has joined");

    String task = execute();
    awaitSaid(helper, "is done");
    checkDashboard("http://127.0.0.1:" + (bus + 4) + "/", helper);
    signal(helper, "TERM"); // it leaves the cluster in order
    assertThat(helper.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(helper.exitValue()).as(runners.said(helper)).isZero();

    checkWhole(task);
    assertThat(log(task)).contains("encoded by second");
    assertThat(runners.said(coordinator)).doesNotContain("ERROR");
  }

  /** Who is there, and who encodes which piece; it is as well understood if one is gone. */
  private void checkDashboard(String url, Process helper) throws Exception {
    try (Browser browser = new Browser()) {
      Page page = browser.page(1440, 900);
      page.navigate(url);
      page.fill("#token", DASHBOARD_TOKEN);
      page.press("#token", "Enter");
      Locator fleet = page.locator("#fleet");
      PlaywrightAssertions.assertThat(fleet).containsText("second", PageChecks.containing());
      PlaywrightAssertions.assertThat(fleet.locator(".instances li")).hasCount(2);
      PlaywrightAssertions.assertThat(fleet.locator(".shared h3")).hasCount(1);
      PlaywrightAssertions.assertThat(fleet.locator(".lanes dt").last()).containsText("second");
      PlaywrightAssertions.assertThat(fleet.locator(".lane li[data-state=committed]").first())
          .containsText("done");
      PageChecks.sound(page);
      page.setViewportSize(390, 800);
      PageChecks.sound(page);
      signal(helper, "STOP");
      PlaywrightAssertions.assertThat(fleet)
          .containsText("cannot be reached", PageChecks.containing());
      signal(helper, "CONT");
    }
  }

  /** The bus is down, and the runner works. */
  @Test
  void worksWithoutTheBusThatItCannotJoin() throws Exception {
    int bus = FreePorts.inARow(2);
    try (ServerSocket taken = new ServerSocket(bus, 1, InetAddress.getLoopbackAddress())) {
      Process alone = start("first", 0, manager, clustered(taken.getLocalPort(), bus));
      TestRunner.awaitRegistered(manager, 1);
      awaitSaid(alone, "cannot join the cluster, trying again");
      Files.delete(folder.resolve(DemoSite.VIDEO));
      TestRunner.video(folder.resolve(DemoSite.VIDEO), 2); // a short one will do
      assertThat(TestRunner.wait(manager.completion(execute())).status()).isEqualTo("completed");
    }
  }

  private static Map<String, String> clustered(int port, int seed) {
    return Map.of(
        "RUNNER_CLUSTER", "hazelcast",
        "RUNNER_CLUSTER_MEMBERS", "",
        "RUNNER_CLUSTER_SEEDS", "127.0.0.1:" + seed,
        "RUNNER_CLUSTER_HAZELCAST_PORT", "" + port,
        "RUNNER_CLUSTER_BUS_PORT", "" + (port + 1));
  }

  @Test
  void isNotEvenLoadedInARunnerThatIsAlone() throws Exception {
    Path loaded = folder.resolve("loaded.txt");
    Path own = Files.createDirectories(folder.resolve("alone"));
    Map<String, String> settings = TestRunner.settings(own, manager, "[1x(encoding)]", 1);
    runners.startAsInstalled(settings, List.of("-Xlog:class+load:file=" + loaded), "start");
    TestRunner.awaitRegistered(manager, 1);

    List<String> lines = Files.readAllLines(loaded);
    assertThat(lines).hasSizeGreaterThan(1_000);
    assertThat(
            lines.stream().filter(line -> line.contains(".fleet.") || line.contains("hazelcast")))
        .isEmpty();
    assertThat(own.resolve("storage").resolve("fleet.db")).doesNotExist();
  }

  /** Its own ffmpeg has begun a piece. */
  private void awaitPiece(Process helper) throws IOException {
    String said = runners.said(helper);
    int before = count(said, "fleet: helps");
    int done = count(said, "is done");
    if (before <= done) {
      await().atMost(LIMIT).until(() -> count(runners.said(helper), "fleet: helps") > before);
    }
  }

  private static int count(String text, String part) {
    return text.split(java.util.regex.Pattern.quote(part), -1).length - 1;
  }

  private static int again(String log) {
    return count(log, ": expired at") + count(log, ": failed at");
  }

  private static void signal(Process process, String name) throws Exception {
    Process kill = new ProcessBuilder("kill", "-" + name, "" + process.pid()).inheritIO().start();
    assertThat(kill.waitFor()).isZero();
  }

  private String log(String task) throws Exception {
    return TestRunner.wait(manager.file(task, "encoding.log")).toString();
  }

  /** The task is completed once, and every picture is there and can be decoded. */
  private void checkWhole(String task) throws Exception {
    ManagerDouble.Completion completion = TestRunner.wait(manager.completion(task));
    assertThat(completion.status()).as(completion.errorMessage()).isEqualTo("completed");
    assertThat(manager.completions()).hasSize(1);
    Path file = folder.resolve("result.mp4");
    Files.write(file, TestRunner.wait(manager.file(task, NAME)).getBytes());
    Path frames = folder.resolve("decoded.txt");
    ffmpeg("-i " + file + " -map 0:v -f framemd5", frames);
    List<String> lines =
        Files.readAllLines(frames).stream().filter(line -> line.startsWith("0,")).toList();
    assertThat(lines).hasSize(SECONDS * 25);
    assertThat(lines.stream().map(line -> line.replaceAll(".*,", "")).distinct())
        .as("testsrc2 counts its frames: none is there twice")
        .hasSize(SECONDS * 25);
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
