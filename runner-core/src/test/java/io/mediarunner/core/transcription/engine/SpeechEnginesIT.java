package io.mediarunner.core.transcription.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import io.mediarunner.core.config.Secret;
import io.mediarunner.core.config.TranscriptionConfig;
import io.mediarunner.core.config.TranslationConfig;
import io.mediarunner.core.error.FailureCode;
import io.mediarunner.core.error.TaskFailedException;
import io.mediarunner.core.media.ffmpeg.FfmpegTools;
import io.mediarunner.core.process.JdkProcessRunner;
import io.mediarunner.core.process.TaskProcesses;
import io.mediarunner.core.transcription.speech.ChunkTranscript;
import io.mediarunner.core.transcription.speech.Segment;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Each engine for real, with the model that knows twenty sentences. */
@Timeout(180)
class SpeechEnginesIT {
  private static final String MUSIC = "Today we study the history of music.";
  @TempDir private Path folder;
  private final List<String> log = new CopyOnWriteArrayList<>();
  private final List<Process> servers = new ArrayList<>();
  private final TaskProcesses tools = new TaskProcesses(new JdkProcessRunner(), pid -> {});
  private Path models;
  private WhisperLocator locator;
  private FfmpegTools ffmpeg;

  @BeforeEach
  void install() throws IOException {
    models = Files.createDirectory(folder.resolve("models"));
    Files.copy(
        Path.of("src/test/resources/speech/ggml-fixture-en-fr.bin"),
        models.resolve("ggml-small.bin"));
    locator = new WhisperLocator(System.getenv("PATH"), folder);
    ffmpeg =
        new FfmpegTools(
            Path.of("/usr/bin/ffmpeg"), Path.of("/usr/bin/ffprobe"), "system", "system", Map.of());
  }

  @AfterEach
  void stopServers() throws InterruptedException {
    for (Process server : servers) {
      server.destroyForcibly();
      server.waitFor(10, TimeUnit.SECONDS);
    }
  }

  private AudioChunk say(String name, String voice, String text) throws Exception {
    Path raw = folder.resolve("raw-" + name + ".wav");
    Path wav = folder.resolve(name + ".wav");
    run("espeak-ng", "-v", voice, "-s", "150", "-w", raw.toString(), text);
    run(
        "ffmpeg",
        "-v",
        "error",
        "-y",
        "-i",
        raw.toString(),
        "-ar",
        "16000",
        "-ac",
        "1",
        wav.toString());
    return new AudioChunk(wav, folder.resolve(name + ".json"));
  }

  private static void run(String... command) throws Exception {
    Process process = new ProcessBuilder(command).inheritIO().start();
    assertThat(process.waitFor()).as(command[0]).isZero();
  }

  private TranscribeOptions options(String language) {
    return new TranscribeOptions(
        Optional.of(models.resolve("ggml-small.bin")),
        "small",
        language,
        false,
        false,
        1,
        "",
        Duration.ofMinutes(1),
        Duration.ofMinutes(1));
  }

  private EngineRun desk() {
    return new EngineRun(tools, folder, log::add, done -> {});
  }

  /** What any engine must be able to do. */
  private void assertTranscribes(SpeechEngine engine) throws Exception {
    AudioChunk music = say("music", "en-gb", "today we study the history of music");
    AudioChunk science = say("science", "fr-fr", "bienvenue dans ce cours de science");

    boolean gpu = engine.transcribe(List.of(music), options("en"), desk());

    assertThat(gpu).isFalse();
    Segment first = engine.read(music.result()).segments().get(0);
    assertThat(first.text()).isEqualTo(MUSIC);
    assertThat(first.startSeconds()).isBetween(0.0, 0.6);
    assertThat(first.endSeconds()).isBetween(1.5, 4.0);
    assertThat(engine.languages(List.of(music, science), options("auto"), desk()))
        .extracting(guess -> guess.orElseThrow().language())
        .containsExactly("en", "fr");
  }

  private Path cli() {
    Optional<Path> cli = locator.cli(Optional.empty());
    assertThat(cli).as("whisper-cli; bin/test installs it").isPresent();
    return cli.orElseThrow();
  }

  @Test
  void whisperCliTranscribesWords() throws Exception {
    SpeechEngine engine = new WhisperCli(cli(), "test");

    assertTranscribes(engine);

    ChunkTranscript transcribed = engine.read(folder.resolve("music.json"));
    assertThat(transcribed.language()).isEqualTo("en");
    assertThat(transcribed.segments().get(0).words()).hasSize(7);
  }

  @Test
  void whisperServerTranscribesWords() throws Exception {
    SpeechEngine engine = new WhisperServer(startServer(), Optional.empty());

    assertTranscribes(engine);

    ChunkTranscript transcribed = engine.read(folder.resolve("music.json"));
    assertThat(transcribed.language()).isEqualTo("en");
    assertThat(transcribed.segments().get(0).words()).hasSize(7);
  }

  private URI startServer() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    Path program = cli().resolveSibling("whisper-server");
    assertThat(program).isExecutable();
    servers.add(
        new ProcessBuilder(
                program.toString(),
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
    for (int i = 0; i < 200; i++) {
      try {
        new Socket(InetAddress.getLoopbackAddress(), port).close();
        return URI.create("http://127.0.0.1:" + port + "/inference");
      } catch (IOException e) {
        Thread.sleep(50);
      }
    }
    throw new AssertionError(Files.readString(folder.resolve("server.log")));
  }

  /** No prebuilt ffmpeg has the filter; where one was built, its path is told or it lies beside. */
  private Optional<Path> ffmpegWithFilter() {
    return Stream.of(System.getenv("WHISPER_FFMPEG_PATH"), "../../shared/tools/ffmpeg-whisper")
        .filter(Objects::nonNull)
        .map(Path::of)
        .filter(Files::isExecutable)
        .findFirst()
        .map(Path::toAbsolutePath)
        .map(Path::normalize);
  }

  @Test
  void theFilterOfFfmpegTranscribesPhrases() throws Exception {
    Optional<Path> program = ffmpegWithFilter();
    if (program.isEmpty()) {
      System.err.println(
          "NOT TESTED: no ffmpeg with the filter whisper is at hand; set WHISPER_FFMPEG_PATH to"
              + " one. Only the reading of its output was tested (EngineOutputTest).");
    }
    assumeTrue(program.isPresent(), "an ffmpeg with the filter whisper");
    SpeechEngines.Choice choice =
        engines(config("ffmpeg", program, Optional.empty())).choose(folder.resolve("cache.json"));

    assertThat(choice.summary()).startsWith("ffmpeg (");
    assertTranscribes(choice.engine().orElseThrow());
  }

  @Test
  void speaksOpenAisInterfaceToServicesThatHaveIt() throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    List<String> asked = new CopyOnWriteArrayList<>();
    server.createContext(
        "/v1/audio/",
        exchange -> {
          String form =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1);
          asked.add(
              exchange.getRequestURI()
                  + " "
                  + exchange.getRequestHeaders().getFirst("Authorization")
                  + " "
                  + form.replaceAll("(?s)RIFF.*?--", "--"));
          byte[] answer =
              "{\"language\":\"english\",\"segments\":[{\"start\":0.1,\"end\":2,\"text\":\" Hi.\"}]}"
                  .getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    server.start();
    try {
      URI address =
          URI.create(
              "http://127.0.0.1:" + server.getAddress().getPort() + "/v1/audio/transcriptions");
      SpeechEngine engine = new WhisperServer(address, Optional.of(new Secret("s3cret")));
      AudioChunk chunk = say("hi", "en-gb", "hi");

      engine.transcribe(List.of(chunk), options("en"), desk());
      engine.transcribe(List.of(chunk), options("fr").translated(), desk());

      assertThat(engine.read(chunk.result()).segments().get(0).text()).isEqualTo("Hi.");
      assertThat(asked.get(0))
          .startsWith("/v1/audio/transcriptions Bearer s3cret")
          .contains("name=\"model\"", "small", "verbose_json", "name=\"language\"");
      assertThat(asked.get(1))
          .startsWith("/v1/audio/translations")
          .doesNotContain("name=\"language\"");
    } finally {
      server.stop(0);
    }
    assertThat(log.toString()).doesNotContain("s3cret");
  }

  @Test
  void saysWhenAServiceIsNotThereOrRefuses() throws Exception {
    int port;
    try (ServerSocket closed = new ServerSocket(0)) {
      port = closed.getLocalPort();
    }
    SpeechEngine absent =
        new WhisperServer(URI.create("http://127.0.0.1:" + port + "/inference"), Optional.empty());
    AudioChunk chunk = say("hi", "en-gb", "hi");

    assertThatThrownBy(() -> absent.transcribe(List.of(chunk), options("en"), desk()))
        .isInstanceOfSatisfying(
            TaskFailedException.class,
            e -> assertThat(e.failure().code()).isEqualTo(FailureCode.ENGINE_FAILED));
    assertThat(chunk.result()).doesNotExist();
  }

  @Test
  void waitsForNoServiceForEver() throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newCachedThreadPool());
    CountDownLatch over = new CountDownLatch(1);
    server.createContext("/dead", exchange -> await(over));
    server.createContext(
        "/babbling",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          try (exchange) {
            while (over.getCount() > 0) {
              exchange.getResponseBody().write(' ');
              exchange.getResponseBody().flush();
              over.await(100, TimeUnit.MILLISECONDS);
            }
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    server.start();
    try {
      String address = "http://127.0.0.1:" + server.getAddress().getPort();
      AudioChunk nothing = new AudioChunk(empty("a.wav"), folder.resolve("a.json"));

      assertEnds(address + "/dead", nothing, limits(60, 1), FailureCode.STALLED);
      assertEnds(address + "/babbling", nothing, limits(60, 1), FailureCode.STALLED);
      assertEnds(address + "/babbling", nothing, limits(1, 60), FailureCode.TIME_LIMIT);
    } finally {
      over.countDown();
      server.stop(0);
    }
  }

  private Path empty(String name) throws IOException {
    return Files.write(folder.resolve(name), new byte[44]);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void assertEnds(
      String url, AudioChunk chunk, TranscribeOptions options, FailureCode code) {
    SpeechEngine engine = new WhisperServer(URI.create(url), Optional.empty());
    long begin = System.nanoTime();

    assertThatThrownBy(() -> engine.transcribe(List.of(chunk), options, desk()))
        .isInstanceOfSatisfying(
            TaskFailedException.class, e -> assertThat(e.failure().code()).isEqualTo(code));

    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(30));
    assertThat(chunk.result()).doesNotExist();
  }

  private TranscribeOptions limits(int limitSeconds, int stallSeconds) {
    return new TranscribeOptions(
        Optional.empty(),
        "small",
        "en",
        false,
        false,
        2,
        "",
        Duration.ofSeconds(limitSeconds),
        Duration.ofSeconds(stallSeconds));
  }

  private TranscriptionConfig config(String engine, Optional<Path> filter, Optional<URI> server) {
    return new TranscriptionConfig(
        "small",
        "auto",
        Duration.ofSeconds(800),
        true,
        -23,
        engine,
        Optional.empty(),
        filter,
        server,
        Optional.empty(),
        true,
        "",
        false,
        TranslationConfig.NONE,
        URI.create("http://localhost/"),
        Optional.empty());
  }

  private SpeechEngines engines(TranscriptionConfig config) {
    return new SpeechEngines(config, ffmpeg, locator, models, new JdkProcessRunner(), false, 1);
  }

  @Test
  void takesTheBestThatWorks() throws Exception {
    TranscriptionConfig absent =
        config("auto", Optional.empty(), Optional.of(URI.create("http://127.0.0.1:1/inference")));
    Path cache = folder.resolve("cache.json");

    SpeechEngines.Choice choice = engines(absent).choose(cache);

    assertThat(choice.engine().map(SpeechEngine::kind)).contains(EngineKind.WHISPER_CLI);
    assertThat(choice.summary()).startsWith("whisper-cli (1.").contains("CPU", "test took");
    assertThat(choice.findings().get(0).works()).isFalse();
    assertThat(cache).isRegularFile();

    SpeechEngines.Choice again = engines(absent).choose(cache);

    assertThat(again.summary()).isEqualTo(choice.summary()); // with the very time it took before
  }

  @Test
  void takesNoneWhereNoneWorks() throws Exception {
    Files.writeString(models.resolve("ggml-small.bin"), "no model");

    SpeechEngines.Choice choice =
        engines(config("whisper-cli", Optional.empty(), Optional.empty()))
            .choose(folder.resolve("cache.json"));

    assertThat(choice.engine()).isEmpty();
    assertThat(choice.summary()).contains("cannot be loaded");
    assertThat(folder.resolve("cache.json")).doesNotExist();
  }

  @Test
  void needsNoModelFileForATrialOfAService() throws Exception {
    URI server = startServer();
    Files.delete(models.resolve("ggml-small.bin"));

    SpeechEngines.Choice choice =
        engines(config("auto", Optional.empty(), Optional.of(server)))
            .choose(folder.resolve("cache.json"));

    assertThat(choice.engine().map(SpeechEngine::kind)).contains(EngineKind.WHISPER_SERVER);
  }
}
