package io.mediarunner.core.studio;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.mediarunner.core.attempt.Attempt;
import io.mediarunner.core.attempt.AttemptContext;
import io.mediarunner.core.config.DownloadConfig;
import io.mediarunner.core.config.EncodingConfig;
import io.mediarunner.core.config.LadderMode;
import io.mediarunner.core.config.StudioConfig;
import io.mediarunner.core.config.ToolConfig;
import io.mediarunner.core.encoding.run.EncodingWork;
import io.mediarunner.core.error.Failure;
import io.mediarunner.core.fetch.FetchTimings;
import io.mediarunner.core.fetch.SourceFetcher;
import io.mediarunner.core.media.MediaLab;
import io.mediarunner.core.media.hardware.Hardware;
import io.mediarunner.core.net.Network;
import io.mediarunner.core.store.TaskOutcome;
import io.mediarunner.core.task.Progress;
import io.mediarunner.core.task.TaskId;
import io.mediarunner.core.task.TaskRequest;
import io.mediarunner.core.workspace.DiskClaims;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/**
 * Serves Mediapackages and recordings from a real HTTP server and runs whole attempts at studio
 * tasks on them, from download to published results.
 */
public final class StudioLab implements AutoCloseable {
  static final String SMALL =
      "{\"360\":{\"resolution\":\"640x360\",\"video_bitrate\":\"750k\",\"audio_bitrate\":\"96k\","
          + "\"encode_mp4\":true}}";
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final Path folder;
  private final HttpServer server;
  private final Map<String, Path> files = new ConcurrentHashMap<>();
  private final Map<String, String> redirects = new ConcurrentHashMap<>();
  public final List<String> asked = new CopyOnWriteArrayList<>();
  public final List<Progress> progress = new CopyOnWriteArrayList<>();
  public final List<Long> started = new CopyOnWriteArrayList<>();
  public DownloadConfig downloads = new DownloadConfig(List.of(), true, 0, Set.of("magicyuv"));
  StudioConfig studio = new StudioConfig(30, "superfast", "128k", false, false);
  boolean gpu;
  Hardware hardware = Hardware.NONE;
  Duration limit = Duration.ofMinutes(5);

  public StudioLab(Path folder) throws IOException {
    this.folder = folder;
    this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newCachedThreadPool());
    server.createContext("/", this::answer);
    server.start();
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    asked.add(path);
    String elsewhere = redirects.get(path);
    Path file = files.get(path);
    if (elsewhere != null) {
      exchange.getResponseHeaders().add("Location", elsewhere);
      exchange.sendResponseHeaders(302, -1);
    } else if (file == null) {
      exchange.sendResponseHeaders(404, -1);
    } else {
      exchange.sendResponseHeaders(200, Files.size(file));
      Files.copy(file, exchange.getResponseBody());
    }
    exchange.close();
  }

  /** Address of a path on the server. */
  public String url(String path) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + path;
  }

  /** Puts a file on the server. */
  public String serve(String path, Path file) {
    files.put(path, file);
    return url(path);
  }

  public String serveText(String path, String text) throws IOException {
    Path file = Files.createTempFile(folder, "served", ".txt");
    Files.writeString(file, text);
    return serve(path, file);
  }

  public void redirect(String path, String to) {
    redirects.put(path, to);
  }

  /** A Mediapackage; empty texts leave the element out. */
  public static String mediapackage(
      String layout, String presentation, String presenter, String smil) {
    return String.format(
        Locale.ROOT,
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <mediapackage xmlns="http://mediapackage.opencastproject.org" id="m1"%s>
          <media>%s%s</media>
          <metadata>%s</metadata>
        </mediapackage>
        """,
        layout.isEmpty() ? "" : " presenter=\"" + layout + "\"",
        track("presentation/source", presentation),
        track("presenter/source", presenter),
        smil.isEmpty() ? "" : "<catalog type=\"smil/cutting\"><url>" + smil + "</url></catalog>");
  }

  private static String track(String type, String url) {
    return url.isEmpty() ? "" : "<track type=\"" + type + "\"><url>\n " + url + " </url></track>";
  }

  /** A cutting list that names each window once per track; a window is {@code begin..end}. */
  public static String smil(String... windows) {
    StringBuilder pars = new StringBuilder();
    for (String window : windows) {
      String begin = window.substring(0, window.indexOf(".."));
      String end = window.substring(window.indexOf("..") + 2);
      String times =
          (begin.isEmpty() ? "" : " clipBegin=\"" + begin + "\"")
              + (end.isEmpty() ? "" : " clipEnd=\"" + end + "\"");
      pars.append(
          String.format(
              Locale.ROOT, "<par><video src=\"a\"%s/><video src=\"b\"%s/></par>", times, times));
    }
    return "<smil xmlns=\"http://www.w3.org/ns/SMIL\"><body>" + pars + "</body></smil>";
  }

  /** How an attempt ended. */
  public record Ending(TaskOutcome outcome, Path taskFolder) {
    public Failure failure() {
      return outcome.failure().orElseThrow(() -> new AssertionError("the task succeeded"));
    }

    /** All that the task has left behind on disk and in its answers, as text. */
    public String everything() throws IOException {
      StringBuilder all = new StringBuilder(outcome.toString());
      if (Files.notExists(taskFolder)) { // it failed before there was a log
        return all.toString();
      }
      try (var paths = Files.walk(taskFolder)) {
        for (Path path : paths.filter(Files::isRegularFile).toList()) {
          all.append(new String(Files.readAllBytes(path), StandardCharsets.ISO_8859_1));
        }
      }
      return all.toString();
    }
  }

  /** Runs a task to its end, whatever that is. */
  public Ending run(String sourceUrl, Map<String, Object> parameters) throws IOException {
    Path storage = Files.createTempDirectory(folder, "storage");
    try (SourceFetcher fetcher =
        new SourceFetcher(downloads, Network.DIRECT, FetchTimings.STANDARD)) {
      return new Ending(
          attempt(storage, fetcher, sourceUrl, parameters).run(), storage.resolve("t1"));
    }
  }

  /** An attempt that the caller runs. */
  public Attempt attempt(
      Path storage, SourceFetcher fetcher, String sourceUrl, Map<String, Object> parameters) {
    Map<String, Object> all = new HashMap<>(Map.of("rendition", SMALL));
    all.putAll(parameters);
    TaskRequest request =
        new TaskRequest(
            new TaskId("t1"),
            "e",
            "a",
            Optional.empty(),
            "studio",
            sourceUrl,
            Optional.empty(),
            all,
            "",
            Optional.empty());
    EncodingConfig encoding =
        new EncodingConfig(
            gpu,
            "superfast",
            OptionalInt.empty(),
            false,
            2,
            LadderMode.AUTO,
            false,
            0,
            List.of(),
            "PCI_BUS_ID",
            Path.of("/"));
    EncodingWork renditions =
        new EncodingWork(
            MediaLab.tools(),
            encoding,
            new ToolConfig(Optional.empty(), Optional.empty(), limit, 0),
            downloads.codecDenylist(),
            hardware);
    return new Attempt(
        request,
        1,
        new AttemptContext(
            storage,
            fetcher,
            new DiskClaims(),
            MediaLab.closed(List.of()),
            new StudioWork(renditions, studio, downloads.maxBytes()),
            Optional::empty,
            Optional::empty,
            (taskId, attempt, pid) -> started.add(pid)),
        progress::add);
  }

  /** Runs a task that must succeed. */
  public MediaLab.Result make(String mediapackage, Map<String, Object> parameters)
      throws IOException {
    Ending ending = run(serveText("/mediapackage.xml", mediapackage), parameters);
    assertThat(ending.outcome().failure()).as("failure of the task").isEmpty();
    Path output = ending.taskFolder().resolve("output");
    JsonNode info = MAPPER.readTree(output.resolve("info_video.json").toFile());
    assertThat(
            JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(Path.of("../docs/info_video.schema.json").toUri())
                .validate(info))
        .as("against docs/info_video.schema.json")
        .isEmpty();
    return new MediaLab.Result(output, info);
  }
}
