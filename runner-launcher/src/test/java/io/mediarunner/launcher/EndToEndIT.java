package io.mediarunner.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.mediarunner.launcher.app.RunnerApp;
import io.mediarunner.launcher.app.VertxFactory;
import io.mediarunner.launcher.demo.DemoSite;
import io.mediarunner.verticles.demo.ManagerDouble;
import io.mediarunner.verticles.demo.ManagerDouble.Route;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** From the Manager's request to every downloaded file: real sockets, real ffmpeg. */
class EndToEndIT {
  private final Vertx vertx = VertxFactory.create();
  private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
  private final List<RunnerApp> apps = new ArrayList<>();
  private ManagerDouble manager;
  private DemoSite media;
  @TempDir private Path folder;

  @BeforeEach
  void open() throws Exception {
    Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
    ((Logger) LoggerFactory.getLogger("io.mediarunner")).setLevel(Level.DEBUG);
    logged.start();
    root.addAppender(logged);
    manager = TestRunner.wait(new ManagerDouble(vertx, TestRunner.TOKEN, "1.7.1").listen(0));
    media = TestRunner.wait(new DemoSite(vertx, folder).listen());
  }

  @AfterEach
  void close() throws Exception {
    for (RunnerApp app : apps) {
      TestRunner.wait(app.stop());
    }
    TestRunner.wait(vertx.close());
    ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).detachAppender(logged);
    ((Logger) LoggerFactory.getLogger("io.mediarunner")).setLevel(null);
    assertThat(logged.list)
        .as("blocked event loops")
        .noneMatch(
            event ->
                event.getLoggerName().contains("BlockedThreadChecker")
                    && event.getLevel().isGreaterOrEqual(Level.WARN));
    assertThat(logged.list)
        .noneMatch(event -> event.getFormattedMessage().contains(TestRunner.TOKEN));
  }

  @Test
  void runsATaskFromRequestToVerifiedResults() throws Exception {
    start("[1x(encoding,studio)]", 1);
    TestRunner.video(folder.resolve(DemoSite.VIDEO), 6);

    String task = execute(new JsonObject().put("video_id", 42).put("video_title", "Échantillon"));
    List<Double> percents = new ArrayList<>();
    TreeSet<String> stages = new TreeSet<>();
    await()
        .atMost(3, TimeUnit.MINUTES)
        .pollInterval(200, TimeUnit.MILLISECONDS)
        .until(
            () -> {
              JsonObject progress = status(task).getJsonObject("progress");
              if (progress != null) {
                percents.add(progress.getDouble("percent"));
                stages.add(progress.getString("stage"));
              }
              return manager.completion(task).isComplete();
            });

    ManagerDouble.Completion completion = manager.completion(task).result();
    assertThat(completion.status()).as(completion.body()).isEqualTo("completed");
    assertThat(manager.completions()).hasSize(1);
    assertThat(percents).isSorted().hasSizeGreaterThan(2);
    assertThat(stages).contains("process");
    assertThat(manager.seen(Route.HEARTBEAT)).isNotEmpty();
    Path results = downloadAll(task);
    checkRenditions(results);
    checkLog(results);
    assertThat(status(task).getString("status")).isEqualTo("completed");
    await()
        .until(
            () ->
                manager.runners().get(0).availability().equals("available")
                    || ping(0).getBoolean("available"));
    assertNoSecret(folder);
  }

  @Test
  void registersFourInstancesOfOneProcessWithTheirTypes() throws Exception {
    start("[2x(encoding,studio,transcription),1x(encoding,studio),1x(transcription)]", 4);

    TestRunner.awaitRegistered(manager, 4);
    assertThat(
            manager.runners().stream()
                .sorted(java.util.Comparator.comparing(ManagerDouble.Runner::id)))
        .extracting(ManagerDouble.Runner::taskTypes)
        .containsExactly(
            List.of("encoding", "studio", "transcription"),
            List.of("encoding", "studio", "transcription"),
            List.of("encoding", "studio"),
            List.of("transcription"));
  }

  @Test
  void goesOnWithWhatAnEarlierRunnerWasWorkingOn() throws Exception {
    TestRunner.video(folder.resolve(DemoSite.VIDEO), 2);
    JsonObject request =
        new JsonObject()
            .put("task_id", "earlier")
            .put("etab_name", "etab")
            .put("app_name", "app")
            .put("task_type", "encoding")
            .put("source_url", media.url() + "/" + DemoSite.VIDEO)
            .put("parameters", new JsonObject())
            .put("notify_url", "http://127.0.0.1/notify")
            .put("completion_callback", manager.url() + "/task/completion");
    Path storage = Files.createDirectories(folder.resolve("storage"));
    Files.writeString(
        storage.resolve("runner_task_statuses.instance-0.json"),
        new JsonObject()
            .put(
                "earlier",
                new JsonObject()
                    .put("task_id", "earlier")
                    .put("status", "running")
                    .put("process_pid", 1)
                    .put("task_request", request))
            .encode());

    start("[1x(encoding)]", 1);

    await()
        .atMost(1, TimeUnit.MINUTES)
        .until(() -> !manager.seen(Route.COMPLETION).isEmpty()); // which this one knows nothing of
    JsonObject toolLog = new JsonObject(manager.seen(Route.COMPLETION).get(0).body());
    assertThat(toolLog.getString("task_id")).isEqualTo("earlier");
    assertThat(toolLog.getString("status")).as(toolLog.encode()).isEqualTo("completed");
    assertThat(storage.resolve("earlier/output/360p_lecture.mp4")).exists();
  }

  @Test
  void failsATaskWhoseSourceIsGoneWithOneSentence() throws Exception {
    start("[1x(encoding)]", 1);

    ManagerDouble.Completion completion = complete("encoding", "/nosuch.mp4", new JsonObject());

    assertThat(completion.status()).isEqualTo("failed");
    assertThat(completion.errorMessage())
        .isEqualTo("The " + media.url() + "/nosuch.mp4 file was not found on the server.");
    await().until(() -> ping(0).getBoolean("available"));
  }

  @Test
  void failsWhatIsNoMediaAndFreesTheSlot() throws Exception {
    start("[1x(encoding)]", 1);
    Files.writeString(folder.resolve(DemoSite.VIDEO), "no media at all");

    ManagerDouble.Completion completion =
        complete("encoding", "/" + DemoSite.VIDEO, new JsonObject());

    assertThat(completion.status()).isEqualTo("failed");
    assertThat(completion.errorMessage())
        .contains("not a readable media file")
        .doesNotContain(folder.toString());
    await().until(() -> ping(0).getBoolean("available"));
  }

  @Test
  void st04st26RefusesAStudioTaskBeforeAnythingIsFetched() throws Exception {
    start("[1x(studio)]", 1);

    assertThat(
            complete(
                    "studio",
                    "/none.xml",
                    new JsonObject().put("presenter", "foo").put("studio_crf", "99"))
                .errorMessage())
        .isEqualTo(
            "Invalid parameters for task type: studio (invalid fields: presenter: must be one of mid, piph,"
                + " pipb, pipl; studio_crf: must be an integer from 0 to 51)");
    await().until(() -> ping(0).getBoolean("available"));
    assertThat(
            complete(
                    "studio",
                    "/none.xml",
                    new JsonObject().put("foo", 1).put("bar", 2).put("presenter", "mid"))
                .errorMessage())
        .isEqualTo("Invalid parameters for task type: studio (invalid fields: bar, foo)");
  }

  @Test
  void namesAllUnknownParameters() throws Exception {
    start("[1x(encoding,transcription)]", 1);

    assertThat(
            complete("encoding", "/x.mp4", new JsonObject().put("colour", "blue").put("a", 1))
                .errorMessage())
        .isEqualTo("Invalid parameters for task type: encoding (invalid fields: a, colour)");
    await().until(() -> ping(0).getBoolean("available"));
    assertThat(
            complete("transcription", "/x.mp4", new JsonObject().put("format", "ass"))
                .errorMessage())
        .isEqualTo(
            "Invalid parameters for task type: transcription (invalid fields: format: must be"
                + " vtt, srt or vtt,srt)");
  }

  @Test
  void stopsATaskInTheMiddleOfItsEncode() throws Exception {
    start("[1x(encoding)]", 1);
    TestRunner.video(folder.resolve(DemoSite.VIDEO), 60);
    String task = execute(new JsonObject());
    await()
        .atMost(1, TimeUnit.MINUTES)
        .until(
            () ->
                "process"
                    .equals(
                        status(task)
                            .getJsonObject("progress", new JsonObject())
                            .getString("stage")));

    JsonObject stop = TestRunner.wait(manager.ask(HttpMethod.POST, task, "/task/stop/" + task));

    assertThat(stop.getInteger("status")).isEqualTo(202);
    ManagerDouble.Completion completion = TestRunner.wait(manager.completion(task));
    assertThat(completion.status()).isEqualTo("failed");
    assertThat(completion.errorMessage()).isEqualTo("Cancelled by user.");
    await().until(() -> ping(0).getBoolean("available"));
    assertThat(
            ProcessHandle.current()
                .descendants()
                .filter(p -> p.info().command().orElse("").contains("ffmpeg")))
        .isEmpty();
  }

  private void checkRenditions(Path results) throws Exception {
    JsonObject info = new JsonObject(Files.readString(results.resolve("info_video.json")));
    assertThat(info.getInteger("duration")).isEqualTo(6);
    assertThat(info.getString("video_title")).isEqualTo("Échantillon");
    assertThat(names(info.getJsonArray("encode_video")))
        .containsExactly(
            "360p_lecture.m3u8", "720p_lecture.m3u8", "360p_lecture.mp4", "720p_lecture.mp4");
    for (String rung : List.of("360p", "720p")) {
      String base = rung + "_lecture";
      JsonObject mp4 = probe(results.resolve(base + ".mp4"));
      assertThat(Double.parseDouble(mp4.getJsonObject("format").getString("duration")))
          .isCloseTo(6, within(0.1));
      JsonObject video = mp4.getJsonArray("streams").getJsonObject(0);
      assertThat(video.getInteger("height") + "p").isEqualTo(rung);
      assertThat(video.getString("profile")).isEqualTo("High");
      byte[] head = Files.readAllBytes(results.resolve(base + ".mp4"));
      String text = new String(head, StandardCharsets.ISO_8859_1);
      assertThat(text.indexOf("moov"))
          .as("moov first")
          .isPositive()
          .isLessThan(text.indexOf("mdat"));
      assertThat(keyFrames(results.resolve(base + ".mp4")))
          .hasSizeGreaterThanOrEqualTo(3)
          .startsWith(0.0, 2.0, 4.0);
      String playlist = Files.readString(results.resolve(base + ".m3u8"));
      assertThat(playlist.lines().filter(line -> line.endsWith(".ts")).distinct())
          .containsExactly(base + ".ts");
      assertThat(playlist.lines().filter(line -> line.startsWith("#EXTINF"))).hasSize(3);
      assertThat(playlist).contains("#EXT-X-ENDLIST");
    }
    assertThat(
            Double.parseDouble(
                probe(results.resolve("audio_192k_lecture.mp3"))
                    .getJsonObject("format")
                    .getString("duration")))
        .isCloseTo(6, within(0.1));
  }

  private static void checkLog(Path results) throws Exception {
    List<String> runs =
        Files.readString(results.resolve("encoding.log"))
            .lines()
            .filter(line -> line.contains(" command: ") && line.contains("/ffmpeg "))
            .toList();
    assertThat(runs.stream().filter(line -> line.contains("source.mp4")))
        .as("runs that decode the source")
        .hasSize(1);
    assertThat(runs.stream().mapToInt(line -> line.split("-c:v libx264", -1).length - 1).sum())
        .as("H.264 encodes")
        .isEqualTo(2);
  }

  /**
   * Every file of the manifest, fetched as the Manager fetches it, and held against its checksum.
   */
  private Path downloadAll(String task) throws Exception {
    JsonObject manifest = TestRunner.wait(manager.manifest(task));
    Path target = Files.createDirectories(folder.resolve("downloaded"));
    JsonArray entries = manifest.getJsonArray("entries");
    assertThat(manifest.getJsonArray("files")).hasSize(entries.size()).hasSizeGreaterThan(10);
    for (int i = 0; i < entries.size(); i++) {
      JsonObject entry = entries.getJsonObject(i);
      Buffer content = TestRunner.wait(manager.file(task, entry.getString("file_path")));
      assertThat(content.length()).isEqualTo(entry.getInteger("size"));
      byte[] digest = java.security.MessageDigest.getInstance("SHA-256").digest(content.getBytes());
      assertThat(java.util.HexFormat.of().formatHex(digest)).isEqualTo(entry.getString("sha256"));
      Files.write(target.resolve(entry.getString("file_path")), content.getBytes());
    }
    return target;
  }

  /** The token is in no file that the runner wrote: logs, journal, results. */
  private static void assertNoSecret(Path folder) throws Exception {
    byte[] secret = TestRunner.TOKEN.getBytes(StandardCharsets.UTF_8);
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String content = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        assertThat(content.contains(new String(secret, StandardCharsets.ISO_8859_1)))
            .as(file.toString())
            .isFalse();
      }
    }
  }

  private void start(String types, int instances) throws Exception {
    Map<String, String> settings = TestRunner.settings(folder, manager, types, instances);
    apps.add(TestRunner.start(vertx, settings));
    TestRunner.awaitRegistered(manager, instances);
    await().until(() -> ping(0).getBoolean("registered"));
  }

  private String execute(JsonObject parameters) throws Exception {
    return TestRunner.wait(
        manager.execute("encoding", media.url() + "/" + DemoSite.VIDEO, parameters));
  }

  private ManagerDouble.Completion complete(String type, String path, JsonObject parameters)
      throws Exception {
    String task = TestRunner.wait(manager.execute(type, media.url() + path, parameters));
    return TestRunner.wait(manager.completion(task));
  }

  private JsonObject status(String task) throws Exception {
    return new JsonObject(
        TestRunner.wait(manager.ask(HttpMethod.GET, task, "/task/status/" + task))
            .getString("body"));
  }

  private JsonObject ping(int runner) throws Exception {
    String url = manager.runners().get(runner).url() + "/runner/ping";
    return new JsonObject(
        java.net.http.HttpClient.newHttpClient()
            .send(
                java.net.http.HttpRequest.newBuilder(java.net.URI.create(url)).build(),
                java.net.http.HttpResponse.BodyHandlers.ofString())
            .body());
  }

  private static List<String> names(JsonArray entries) {
    return entries.stream().map(entry -> ((JsonObject) entry).getString("filename")).toList();
  }

  private static JsonObject probe(Path file) throws Exception {
    return new JsonObject(
        tool("-show_format", "-show_streams", "-print_format", "json", file.toString()));
  }

  private static List<Double> keyFrames(Path file) throws Exception {
    return tool(
            "-select_streams",
            "v:0",
            "-show_entries",
            "packet=pts_time,flags",
            "-of",
            "csv=p=0",
            file.toString())
        .lines()
        .filter(line -> line.contains("K"))
        .map(line -> Double.parseDouble(line.split(",")[0]))
        .toList();
  }

  private static String tool(String... args) throws Exception {
    List<String> command = new ArrayList<>(List.of("ffprobe", "-v", "error"));
    command.addAll(Arrays.asList(args));
    Path out = Files.createTempFile("probe", ".txt");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectInput(new File("/dev/null"))
            .redirectOutput(out.toFile())
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    String text = Files.readString(out);
    Files.delete(out);
    assertThat(process.exitValue()).as(text).isZero();
    return text;
  }
}
