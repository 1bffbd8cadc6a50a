package io.mediarunner.core.hostile;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.mediarunner.core.attempt.Attempt;
import io.mediarunner.core.attempt.AttemptContext;
import io.mediarunner.core.config.DownloadConfig;
import io.mediarunner.core.config.EncodingConfig;
import io.mediarunner.core.config.LadderMode;
import io.mediarunner.core.config.StudioConfig;
import io.mediarunner.core.config.ToolConfig;
import io.mediarunner.core.config.TranscriptionConfig;
import io.mediarunner.core.config.TranslationConfig;
import io.mediarunner.core.encoding.run.EncodingWork;
import io.mediarunner.core.fetch.FetchTimings;
import io.mediarunner.core.fetch.SourceFetcher;
import io.mediarunner.core.media.MediaLab;
import io.mediarunner.core.media.MediaWork;
import io.mediarunner.core.media.hardware.Hardware;
import io.mediarunner.core.net.ClosedPlaces;
import io.mediarunner.core.net.Network;
import io.mediarunner.core.process.JdkProcessRunner;
import io.mediarunner.core.retry.Backoff;
import io.mediarunner.core.store.TaskOutcome;
import io.mediarunner.core.studio.StudioLab;
import io.mediarunner.core.studio.StudioWork;
import io.mediarunner.core.task.TaskId;
import io.mediarunner.core.task.TaskRequest;
import io.mediarunner.core.transcription.EngineSlots;
import io.mediarunner.core.transcription.TranscriptionWork;
import io.mediarunner.core.transcription.engine.GpuUse;
import io.mediarunner.core.transcription.engine.WhisperCli;
import io.mediarunner.core.transcription.engine.WhisperLocator;
import io.mediarunner.core.workspace.DiskClaims;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Runs whole attempts, from download to results, on what a hostile client names. */
final class HostileLab implements AutoCloseable {
  private static final FetchTimings TIMINGS =
      new FetchTimings(
          Duration.ofSeconds(2),
          Duration.ofSeconds(5),
          Backoff.doubling(Duration.ofMillis(10), Duration.ofMillis(20), 2));

  private final Map<String, byte[]> served = new ConcurrentHashMap<>();
  private final Map<String, String> redirects = new ConcurrentHashMap<>();
  private final AtomicInteger number = new AtomicInteger();
  private final JdkProcessRunner processes = new JdkProcessRunner();
  private final HttpServer server;
  private final SourceFetcher fetcher;
  private final Map<String, MediaWork> works;
  private final Path folder;
  final String clean;

  HostileLab(Path folder, Canary canary, Trace trace) throws Exception {
    this.folder = folder;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newCachedThreadPool());
    server.createContext("/", this::answer);
    server.start();
    DownloadConfig downloads = new DownloadConfig(List.of(), true, 0, Set.of("magicyuv"));
    fetcher =
        new SourceFetcher(
            downloads,
            Network.DIRECT,
            TIMINGS,
            new ClosedPlaces(Set.of(canary.port()), Optional.empty()));
    ToolConfig limits =
        new ToolConfig(Optional.empty(), Optional.empty(), Duration.ofSeconds(15), 0);
    EncodingWork encoding =
        new EncodingWork(
            trace.tools(), encoding(), limits, downloads.codecDenylist(), Hardware.NONE);
    StudioConfig studio = new StudioConfig(30, "ultrafast", "128k", true, false);
    works =
        Map.of(
            "encoding", encoding,
            "studio", new StudioWork(encoding, studio, 0),
            "transcription", new TranscriptionWork(speech(trace, limits)));
    clean =
        serve(
            "clean.mp4",
            Files.readAllBytes(new MediaLab(folder).talk("talk.mp4", "64x64", "25", "1")));
  }

  private static EncodingConfig encoding() {
    return new EncodingConfig(
        false,
        "ultrafast",
        OptionalInt.empty(),
        false,
        2,
        LadderMode.AUTO,
        true,
        0,
        List.of(),
        "PCI_BUS_ID",
        Path.of("/"));
  }

  private TranscriptionWork.Setup speech(Trace trace, ToolConfig limits) throws IOException {
    Path models = Files.createDirectories(folder.resolve("models"));
    Files.copy(
        Path.of("src/test/resources/speech/ggml-fixture-en-fr.bin"),
        models.resolve("ggml-small.bin"));
    Path engine =
        new WhisperLocator(System.getenv("PATH"), folder)
            .cli(Optional.empty())
            .orElseThrow(() -> new IllegalStateException("no whisper-cli; bin/test installs it"));
    TranscriptionConfig config =
        new TranscriptionConfig(
            "small",
            "auto",
            Duration.ofSeconds(800),
            true,
            -23,
            "auto",
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            true,
            "",
            false,
            TranslationConfig.NONE,
            URI.create("http://localhost/"),
            Optional.empty());
    return new TranscriptionWork.Setup(
        trace.tools(),
        Optional.of(new WhisperCli(trace.program(engine), "test")),
        Optional.empty(),
        models,
        config,
        limits,
        GpuUse.untried(false),
        1,
        Optional.empty(),
        Set.of("magicyuv"),
        new EngineSlots(1));
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getRawPath();
    byte[] file = served.get(path);
    String location = redirects.get(path);
    try (exchange) {
      if (location != null) {
        exchange.getResponseHeaders().add("Location", location);
        exchange.sendResponseHeaders(302, -1);
      } else if (file == null) {
        exchange.sendResponseHeaders(404, -1);
      } else {
        exchange.getResponseHeaders().add("Content-Type", "video/mp4");
        exchange.sendResponseHeaders(200, file.length == 0 ? -1 : file.length);
        exchange.getResponseBody().write(file);
      }
    }
  }

  private String path(String name) {
    String escaped = URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    return "/" + number.incrementAndGet() + "/" + escaped;
  }

  private String url(String path) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + path;
  }

  /** Puts a file on the server, at a path that ends with its name. */
  String serve(String name, byte[] file) {
    String path = path(name);
    served.put(path, file);
    return url(path);
  }

  /** An address that redirects. */
  String redirect(String to) {
    String path = path("moved");
    redirects.put(path, to);
    return url(path);
  }

  /** Runs a task to its end. */
  TaskOutcome run(String type, String sourceUrl, Map<String, Object> parameters)
      throws IOException {
    String id = "t" + number.incrementAndGet();
    TaskRequest request =
        new TaskRequest(
            new TaskId(id),
            "e",
            "a",
            Optional.empty(),
            type,
            sourceUrl,
            Optional.empty(),
            parameters,
            "",
            Optional.empty());
    Path storage = Files.createTempDirectory(folder, "storage");
    return new Attempt(
            request,
            1,
            new AttemptContext(
                storage,
                fetcher,
                new DiskClaims(),
                processes,
                works.get(type),
                Optional::empty,
                Optional::empty,
                (taskId, attempt, pid) -> {}),
            progress -> {})
        .run();
  }

  /** A Mediapackage on the server that names a recording and perhaps a cutting list. */
  String mediapackage(String recording, String cutting) {
    String xml = StudioLab.mediapackage("", escaped(recording), "", escaped(cutting));
    return serve("package.xml", xml.getBytes(StandardCharsets.UTF_8));
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;");
  }

  @Override
  public void close() {
    server.stop(0);
    fetcher.close();
    processes.close();
  }
}
