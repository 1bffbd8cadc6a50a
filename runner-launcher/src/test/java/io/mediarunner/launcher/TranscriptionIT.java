package io.mediarunner.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Page;
import com.sun.net.httpserver.HttpServer;
import io.mediarunner.core.transcription.captions.Cue;
import io.mediarunner.core.transcription.captions.Subtitles;
import io.mediarunner.core.transcription.engine.WhisperLocator;
import io.mediarunner.launcher.app.RunnerApp;
import io.mediarunner.launcher.app.VertxFactory;
import io.mediarunner.launcher.demo.DemoSite;
import io.mediarunner.launcher.os.FreePorts;
import io.mediarunner.verticles.demo.ManagerDouble;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Transcriptions from the Manager's request to what a browser makes of the subtitles. */
class TranscriptionIT {
  private static final String MUSIC = "today we study the history of music";
  private static final String TEACHER = "the teacher answers every question";
  private final Vertx vertx = VertxFactory.create();
  @TempDir private Path folder;
  private PackagedRunner packaged;
  private ManagerDouble manager;
  private DemoSite media;
  private Optional<RunnerApp> app = Optional.empty();
  private Optional<Process> server = Optional.empty();

  @BeforeEach
  void serve() throws Exception {
    packaged = new PackagedRunner(folder);
    manager = TestRunner.wait(new ManagerDouble(vertx, TestRunner.TOKEN, "1.7.1").listen(0));
    media = TestRunner.wait(new DemoSite(vertx, folder).listen());
  }

  @AfterEach
  void close() throws Exception {
    if (app.isPresent()) {
      TestRunner.wait(app.get().stop());
    }
    packaged.end();
    if (server.isPresent()) {
      server.get().destroyForcibly().waitFor();
    }
    TestRunner.wait(vertx.close());
  }

  private static void run(String... command) throws Exception {
    Process process = new ProcessBuilder(command).inheritIO().start();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).as(command[0]).isTrue();
    assertThat(process.exitValue()).as(command[0]).isZero();
  }

  private void say(Path file, String text) throws Exception {
    run("espeak-ng", "-v", "en-gb", "-s", "150", "-w", file.toString(), text);
  }

  private Map<String, String> settings(String types, int ports) throws IOException {
    return TestRunner.settings(folder, manager, types, ports);
  }

  private String task(JsonObject parameters) throws Exception {
    return TestRunner.wait(
        manager.execute("transcription", media.url() + "/" + DemoSite.VIDEO, parameters));
  }

  private static Path whisper(String program) {
    Path cli =
        new WhisperLocator(System.getenv("PATH"), Path.of("none"))
            .cli(Optional.empty())
            .orElseThrow(() -> new AssertionError("whisper-cli; bin/test installs it"));
    return cli.resolveSibling(program);
  }

  @ParameterizedTest
  @ValueSource(strings = {"whisper-cli", "whisper-server", "ffmpeg"})
  void makesSubtitlesThatABrowserShows(String engine) throws Exception {
    Map<String, String> settings = settings("[1x(transcription)]", 1);
    settings.put("WHISPER_ENGINE", engine);
    if (engine.equals("whisper-server")) {
      settings.put("WHISPER_SERVER_URL", startServer(Path.of(settings.get("WHISPER_MODELS_DIR"))));
    }
    if (engine.equals("ffmpeg")) {
      Optional<String> program = ffmpegWithFilter();
      if (program.isEmpty()) {
        System.err.println(
            "NOT TESTED: a task with ffmpeg's filter whisper; set WHISPER_FFMPEG_PATH to an ffmpeg"
                + " that has it");
      }
      assumeTrue(program.isPresent(), "an ffmpeg with the filter whisper");
      settings.put("WHISPER_FFMPEG_PATH", program.get());
    }
    say(folder.resolve(DemoSite.VIDEO), MUSIC);
    app = Optional.of(TestRunner.start(vertx, settings));
    TestRunner.awaitRegistered(manager, 1);

    String task = task(new JsonObject().put("format", "vtt,srt"));
    ManagerDouble.Completion end = TestRunner.wait(manager.completion(task));

    assertThat(end.status()).as(end.errorMessage()).isEqualTo("completed");
    JsonArray files = TestRunner.wait(manager.manifest(task)).getJsonArray("files");
    assertThat(files)
        .containsExactlyInAnyOrder(
            "lecture.vtt",
            "lecture.srt",
            "lecture.txt",
            "lecture.words.json",
            "info_video.json",
            "task_metadata.json",
            "encoding.log");
    JsonObject about =
        TestRunner.wait(manager.file(task, "info_video.json"))
            .toJsonObject()
            .getJsonObject("transcription");
    assertThat(about.getJsonObject("engine").getString("name")).isEqualTo(engine);
    assertThat(about.getString("detected_source_language")).isEqualTo("en");
    assertThat(TestRunner.wait(manager.file(task, "lecture.srt")).toString())
        .startsWith("1\n00:00:00,")
        .contains("Today we study the history of music.");
    assertThat(shown(TestRunner.wait(manager.file(task, "lecture.vtt")).toString()))
        .singleElement()
        .asString()
        .matches("0(\\.\\d+)? .*")
        .endsWith("Today we study the history of music.");
  }

  private String startServer(Path models) throws Exception {
    int port = FreePorts.inARow(1);
    server =
        Optional.of(
            new ProcessBuilder(
                    whisper("whisper-server").toString(),
                    "-m",
                    models.resolve("ggml-small.bin").toString(),
                    "-t",
                    "1",
                    "--host",
                    "127.0.0.1",
                    "--port",
                    "" + port)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("server.log").toFile())
                .start());
    await()
        .atMost(20, TimeUnit.SECONDS)
        .ignoreExceptions()
        .until(
            () -> {
              new Socket(InetAddress.getLoopbackAddress(), port).close();
              return true;
            });
    return "http://127.0.0.1:" + port + "/inference";
  }

  private static Optional<String> ffmpegWithFilter() {
    return Stream.of(System.getenv("WHISPER_FFMPEG_PATH"), "../../shared/tools/ffmpeg-whisper")
        .filter(Objects::nonNull)
        .map(Path::of)
        .filter(Files::isExecutable)
        .findFirst()
        .map(file -> file.toAbsolutePath().normalize().toString());
  }

  @Test
  void writesSubtitlesThatABrowserReadsWhateverIsSaid() {
    Cue odd = new Cue(59_000, 60_000, List.of("a < b & c --> d", "<i>l'été</i> &amp; 日本"));
    Cue last = new Cue(3_600_000, 3_601_500, List.of("NOTE no comment", "STYLE"));

    assertThat(shown(Subtitles.vtt(List.of(odd, last))))
        .asString()
        .isEqualTo("[59 a < b & c --> d\n<i>l'été</i> &amp; 日本, 3600 NOTE no comment\nSTYLE]");
    assertThat(shown(Subtitles.vtt(List.of()))).isEmpty();
  }

  /** The cues of subtitles, as the browser's own parser reads them. */
  private static List<?> shown(String vtt) {
    try (Browser browser = new Browser();
        Page page = browser.page(600, 400)) {
      return (List<?>)
          page.evaluate(
              """
              text => new Promise((done, failed) => {
                const video = document.createElement('video');
                const track = document.createElement('track');
                track.kind = 'subtitles';
                track.src = URL.createObjectURL(new Blob([text], {type: 'text/vtt'}));
                track.onload = () => done(
                    Array.from(track.track.cues).map(
                        cue => cue.startTime + ' ' + cue.getCueAsHTML().textContent));
                track.onerror = () => failed('no WebVTT');
                video.append(track);
                document.body.append(video);
                track.track.mode = 'showing';
              })
              """,
              vtt);
    }
  }

  @Test
  void goesOnAtTheFirstPieceThatIsMissingAfterBothWereKilled() throws Exception {
    Map<String, String> settings = inPieces();
    Process first = packaged.start(settings, "start");
    String task = halfHeard();

    first.destroyForcibly().waitFor();
    ProcessHandle engine = ProcessHandle.of(engine()).orElseThrow();
    engine.destroyForcibly();
    await().until(() -> !engine.isAlive());
    packaged.start(settings, "start");

    String continued = subtitles(task);
    assertThat(Files.readAllLines(folder.resolve("heard-later"))).hasSize(2);
    assertThat(continued).contains("history of music", "answers every question");
    assertThat(subtitles(task(new JsonObject()))).as("undisturbed").isEqualTo(continued);
  }

  @Test
  void goesOnWithTheEngineThatHasOutlivedTheRunner() throws Exception {
    Map<String, String> settings = inPieces();
    Process first = packaged.start(settings, "start");
    String task = halfHeard();

    first.destroyForcibly().waitFor();
    Files.createFile(folder.resolve("go"));
    packaged.start(settings, "start");

    String continued = subtitles(task);
    assertThat(TestRunner.wait(manager.file(task, "encoding.log")).toString())
        .contains("adopted a running speech engine");
    assertThat(folder.resolve("heard-later")).as("no other was started").doesNotExist();
    assertThat(subtitles(task(new JsonObject()))).as("undisturbed").isEqualTo(continued);
  }

  private Map<String, String> inPieces() throws Exception {
    talk();
    Map<String, String> settings = settings("[1x(transcription)]", 1);
    settings.put("WHISPER_CHUNK_THRESHOLD_SECONDS", "2");
    settings.put("WHISPER_CLI_PATH", haltsAfterTwoPieces().toString());
    settings.put("SANDBOX", "prlimit"); // that engine tells this test by files outside of its task
    return settings;
  }

  /** A task whose engine has transcribed two of its four chunks, and waits. */
  private String halfHeard() throws Exception {
    TestRunner.awaitRegistered(manager, 1);
    String task = task(new JsonObject());
    await().atMost(1, TimeUnit.MINUTES).until(() -> Files.exists(folder.resolve("halted")));
    return task;
  }

  private long engine() throws IOException {
    return Long.parseLong(Files.readString(folder.resolve("engine")).strip());
  }

  private String subtitles(String task) throws Exception {
    ManagerDouble.Completion end = TestRunner.wait(manager.completion(task));
    assertThat(end.status()).as(end.errorMessage()).isEqualTo("completed");
    return TestRunner.wait(manager.file(task, "lecture.vtt")).toString();
  }

  /** Four sentences, a second apart. */
  private void talk() throws Exception {
    Path one = folder.resolve("one.wav");
    Path two = folder.resolve("two.wav");
    say(one, MUSIC);
    say(two, TEACHER);
    run(
        "ffmpeg",
        "-v",
        "error",
        "-y",
        "-i",
        one.toString(),
        "-i",
        two.toString(),
        "-i",
        one.toString(),
        "-i",
        two.toString(),
        "-filter_complex",
        "[0:a]apad=pad_dur=1[a];[1:a]apad=pad_dur=1[b];[2:a]apad=pad_dur=1[c];"
            + "[a][b][c][3:a]concat=n=4:v=0:a=1",
        "-ac",
        "1",
        "-f",
        "wav",
        folder.resolve(DemoSite.VIDEO).toString());
  }

  /** The real engine; the first time it transcribes several chunks, it stops halfway. */
  private Path haltsAfterTwoPieces() throws IOException {
    Path script = folder.resolve("whisper-cli");
    Files.writeString(
        script,
        String.format(
            Locale.ROOT,
            """
        #!/bin/sh
        pieces=0
        for a; do
          [ "$a" = -dl ] && exec %2$s "$@"
          [ "$a" = -f ] && pieces=$((pieces+1))
        done
        if [ $pieces -gt 2 ] && [ ! -e %1$s/halted ]; then
          keep=; n=0
          for a; do
            [ "$a" = -f ] && n=$((n+1))
            [ $n -le 2 ] && keep="$keep $a"
          done
          %2$s $keep
          echo $$ > %1$s/engine
          touch %1$s/halted
          until [ -e %1$s/go ]; do sleep 0.1; done
          exec %2$s "$@"
        fi
        if [ -e %1$s/halted ]; then
          for a; do [ "$a" = -f ] && echo piece >> %1$s/heard-later; done
        fi
        exec %2$s "$@"
        """,
            folder,
            whisper("whisper-cli")));
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    return script;
  }

  @Test
  void tr04RefusesWrongParametersBeforeAnythingIsFetchedAndNamesThemAll() throws Exception {
    app = Optional.of(TestRunner.start(vertx, settings("[2x(transcription)]", 2)));
    TestRunner.awaitRegistered(manager, 2);

    String values =
        task(new JsonObject().put("format", "ass").put("model", "huge").put("language", "xx"));
    String names = task(new JsonObject().put("foo", 1).put("bar", 1));

    // There is no such file to fetch: that would have been another failure.
    assertThat(TestRunner.wait(manager.completion(values)).errorMessage())
        .startsWith("Invalid parameters for task type: transcription")
        .contains("format: ", "model: ", "language: ");
    assertThat(TestRunner.wait(manager.completion(names)).errorMessage())
        .isEqualTo("Invalid parameters for task type: transcription (invalid fields: bar, foo)");
  }

  @Test
  void offersNoTranscriptionWithoutAModel() throws Exception {
    Map<String, String> settings = settings("[1x(encoding,transcription)]", 1);
    settings.put("WHISPER_MODEL", "large");

    app = Optional.of(TestRunner.start(vertx, settings));
    TestRunner.awaitRegistered(manager, 1);

    assertThat(manager.runners().get(0).taskTypes()).containsExactly("encoding");
    assertThatThrownBy(() -> task(new JsonObject())).hasMessage("No runners available");
  }

  @Test
  void offersItAllTheSameWhereThatIsWantedAndNamesWhatIsMissing() throws Exception {
    Map<String, String> settings = settings("[1x(transcription)]", 1);
    settings.put("WHISPER_MODEL", "large");
    settings.put("TRANSCRIPTION_REQUIRE_MODEL", "false");
    say(folder.resolve(DemoSite.VIDEO), MUSIC);

    app = Optional.of(TestRunner.start(vertx, settings));
    TestRunner.awaitRegistered(manager, 1);

    ManagerDouble.Completion end = TestRunner.wait(manager.completion(task(new JsonObject())));
    assertThat(end.errorMessage()).contains("bin/runner models pull large");
  }

  @Test
  void doesNotStartWhereNothingIsLeftToOffer() throws Exception {
    Map<String, String> settings = settings("[1x(transcription)]", 1);
    settings.put("WHISPER_MODEL", "large");

    assertThatThrownBy(() -> TestRunner.start(vertx, settings))
        .hasStackTraceContaining("no task type is left to offer")
        .hasStackTraceContaining("bin/runner models pull large");
  }

  /** Nothing was wrong with the task: it waits, no other is taken, and it ends well. */
  @ParameterizedTest(name = "in its place: \"{0}\"")
  @ValueSource(strings = {"", "#!/bin/sh\nexit 0\n", "#!/bin/sh\nexit 127\n"})
  void waitsForAnEngineThatIsBroken(String instead) throws Exception {
    Path program = folder.resolve("engine");
    engine(program, "#!/bin/sh\nexec " + whisper("whisper-cli") + " \"$@\"\n");
    Map<String, String> settings = settings("[1x(transcription)]", 1);
    settings.put("WHISPER_CLI_PATH", program.toString());
    settings.put("SANDBOX", "prlimit"); // that program is a script beside the task
    say(folder.resolve(DemoSite.VIDEO), MUSIC);
    app = Optional.of(TestRunner.start(vertx, settings));
    TestRunner.awaitRegistered(manager, 1);

    engine(program, instead);
    String task = task(new JsonObject());
    await()
        .atMost(30, TimeUnit.SECONDS)
        .until(() -> "tools".equals(ping(task).getString("reason")));
    assertThat(ping(task).getBoolean("available")).isFalse();
    assertThatThrownBy(() -> task(new JsonObject())).isInstanceOf(Exception.class);
    engine(program, "#!/bin/sh\nexec " + whisper("whisper-cli") + " \"$@\"\n");

    assertThat(subtitles(task)).containsIgnoringCase("history of music");
    await().atMost(30, TimeUnit.SECONDS).until(() -> ping(task).getString("reason", "").isEmpty());
  }

  @Test
  void aTaskWithoutItsModelSaysSoAndTheNextOneWorksOnceItIsInstalled() throws Exception {
    Map<String, String> settings = settings("[1x(transcription)]", 1);
    Path models = Files.createDirectory(folder.resolve("empty"));
    settings.put("WHISPER_MODELS_DIR", models.toString());
    settings.put("TRANSCRIPTION_REQUIRE_MODEL", "false");
    settings.put("WHISPER_ENGINE", "whisper-cli");
    say(folder.resolve(DemoSite.VIDEO), MUSIC);
    app = Optional.of(TestRunner.start(vertx, settings));
    TestRunner.awaitRegistered(manager, 1);

    ManagerDouble.Completion end = TestRunner.wait(manager.completion(task(new JsonObject())));
    assertThat(end.errorMessage()).contains("bin/runner models pull small");

    Files.copy(folder.resolve("models/ggml-small.bin"), models.resolve("ggml-small.bin"));
    await()
        .atMost(60, TimeUnit.SECONDS)
        .untilAsserted(
            () -> assertThat(subtitles(task(new JsonObject()))).containsIgnoringCase("history"));
  }

  private JsonObject ping(String task) throws Exception {
    JsonObject answer = TestRunner.wait(manager.ask(HttpMethod.GET, task, "/runner/ping"));
    return new JsonObject(answer.getString("body"));
  }

  private static void engine(Path program, String script) throws IOException {
    if (script.isEmpty()) {
      Files.delete(program);
      return;
    }
    Path unfinished = program.resolveSibling("engine.part");
    Files.writeString(unfinished, script);
    Files.setPosixFilePermissions(unfinished, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.move(unfinished, program, StandardCopyOption.REPLACE_EXISTING);
  }

  @Test
  void saysWhichEnginesWork() throws Exception {
    Map<String, String> settings = settings("[1x(transcription)]", 1);

    Process good = packaged.start(settings, "check-transcription");
    settings.put("WHISPER_MODELS_DIR", folder.resolve("empty").toString());
    Process bad = packaged.start(settings, "check-transcription");

    assertThat(good.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(packaged.said(good))
        .contains("ok       engine:whisper-cli", "works: 1.", "test took")
        .contains("ok       engine:whisper-server", "not used: WHISPER_SERVER_URL is not set")
        .contains("ok       voice-activity             ggml-silero-v6.2.0.bin");
    assertThat(good.exitValue()).isZero();
    assertThat(bad.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(packaged.said(bad)).contains("run 'bin/runner models pull small'");
    assertThat(bad.exitValue()).isEqualTo(3);
    settings.put("WHISPER_ENGINE", "whisper-cli");
    settings.put("WHISPER_CLI_PATH", folder.resolve("absent").toString());
    Process neither = packaged.start(settings, "check-transcription");
    assertThat(neither.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(packaged.said(neither))
        .contains("run 'bin/install-whisper' and 'bin/runner models pull small'");
  }

  @Test
  void listsFetchesChecksAndInstallsModels() throws Exception {
    Path silero =
        TestRunner.speechModels(folder.resolve("fixtures")).resolve("ggml-silero-v6.2.0.bin");
    Files.copy(silero, folder.resolve("ggml-silero-v6.2.0.bin"));
    Files.writeString(folder.resolve("ggml-tiny.bin"), "lmgg, but no model");
    HttpServer models =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    models.createContext(
        "/",
        exchange -> {
          byte[] file =
              Files.readAllBytes(folder.resolve(exchange.getRequestURI().getPath().substring(1)));
          exchange.sendResponseHeaders(200, file.length);
          exchange.getResponseBody().write(file);
          exchange.close();
        });
    models.start();
    Map<String, String> settings =
        Map.of(
            "WHISPER_MODELS_DIR",
            folder.resolve("installed").toString(),
            "WHISPER_MODELS_URL",
            "http://127.0.0.1:" + models.getAddress().getPort());

    assertRuns(settings, 0, "Installed: ", "models", "pull", "silero-v6.2.0");
    assertRuns(settings, 1, "tiny was not installed", "models", "pull", "tiny");
    models.stop(0);
    assertRuns(settings, 2, "MODEL must be one of tiny, ", "models", "pull", "enormous");
    assertRuns(
        settings,
        0,
        "Installed: ",
        "models",
        "import",
        "--as",
        "small-q5_1",
        folder.resolve("fixtures/ggml-small.bin").toString());
    assertRuns(
        settings,
        1,
        "checksum mismatch",
        "models",
        "import",
        folder.resolve("fixtures/ggml-small.bin").toString());
    assertRuns(settings, 0, "installed  ggml-small-q5_1.bin", "models", "list");
    assertRuns(settings, 0, "ok      ggml-silero-v6.2.0.bin", "models", "verify");
    Files.writeString(folder.resolve("installed/ggml-small-q5_1.bin"), "lmgg");
    assertRuns(settings, 1, "BAD     ggml-small-q5_1.bin", "models", "verify");
    try (Stream<Path> files = Files.list(folder.resolve("installed"))) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder(
              "ggml-silero-v6.2.0.bin",
              "ggml-silero-v6.2.0.bin.sha256",
              "ggml-small-q5_1.bin",
              "ggml-small-q5_1.bin.sha256");
    }
  }

  @Test
  void goesOnWithAModelWhereItWasKilled() throws Exception {
    Path silero =
        TestRunner.speechModels(folder.resolve("fixtures")).resolve("ggml-silero-v6.2.0.bin");
    byte[] file = Files.readAllBytes(silero);
    List<String> ranges = new CopyOnWriteArrayList<>();
    CountDownLatch over = new CountDownLatch(1);
    HttpServer models =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    models.setExecutor(Executors.newCachedThreadPool());
    models.createContext(
        "/",
        exchange -> {
          String range = exchange.getRequestHeaders().getFirst("Range");
          ranges.add("" + range);
          int from = range == null ? 0 : Integer.parseInt(range.replaceAll("\\D", ""));
          exchange.getResponseHeaders().set("ETag", "\"one\"");
          if (from > 0) { // RFC 9110, section 15.3.7.1: a single part says which it is
            exchange
                .getResponseHeaders()
                .set(
                    "Content-Range", "bytes " + from + "-" + (file.length - 1) + "/" + file.length);
          }
          exchange.sendResponseHeaders(from > 0 ? 206 : 200, file.length - from);
          int half = from > 0 ? file.length : file.length / 2;
          exchange.getResponseBody().write(file, from, half - from);
          exchange.getResponseBody().flush();
          if (from == 0) {
            hold(over); // the first time, the rest never comes
          }
          exchange.close();
        });
    models.start();
    Path installed = folder.resolve("installed");
    Map<String, String> settings =
        Map.of(
            "WHISPER_MODELS_DIR",
            installed.toString(),
            "WHISPER_MODELS_URL",
            "http://127.0.0.1:" + models.getAddress().getPort());
    try {
      Process first = packaged.start(settings, "models", "pull", "silero-v6.2.0");
      Path unfinished = installed.resolve(".ggml-silero-v6.2.0.bin.download");
      await().atMost(1, TimeUnit.MINUTES).until(() -> largest(unfinished) >= file.length / 2);
      first.destroyForcibly().waitFor(); // SIGKILL
      assertThat(installed.resolve("ggml-silero-v6.2.0.bin")).doesNotExist();
      assertRuns(settings, 0, "No model is installed", "models", "verify");

      assertRuns(settings, 0, "Installed: ", "models", "pull", "silero-v6.2.0");
    } finally {
      over.countDown();
      models.stop(0);
    }

    assertThat(ranges).containsExactly("null", "bytes=" + file.length / 2 + "-");
    assertThat(installed.resolve("ggml-silero-v6.2.0.bin")).hasBinaryContent(file);
    try (Stream<Path> files = Files.list(installed)) {
      assertThat(files).as("nothing else is left").hasSize(2);
    }
  }

  private static long largest(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return 0;
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(Path::toFile).mapToLong(File::length).max().orElse(0);
    }
  }

  private static void hold(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void assertRuns(Map<String, String> settings, int code, String says, String... args)
      throws Exception {
    Process process = packaged.start(settings, args);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(packaged.said(process)).contains(says);
    assertThat(process.exitValue()).as(String.join(" ", args)).isEqualTo(code);
  }
}
