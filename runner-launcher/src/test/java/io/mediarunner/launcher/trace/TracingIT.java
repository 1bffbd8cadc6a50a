package io.mediarunner.launcher.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.mediarunner.core.task.Stage;
import io.mediarunner.launcher.PackagedRunner;
import io.mediarunner.launcher.TestRunner;
import io.mediarunner.launcher.app.RunnerApp;
import io.mediarunner.launcher.app.VertxFactory;
import io.mediarunner.launcher.demo.DemoSite;
import io.mediarunner.verticles.demo.ManagerDouble;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Traces of real tasks, from the Manager's request down to each program. */
class TracingIT {
  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final String MANAGERS_SPAN = "b7ad6b7169203331";

  private final Vertx vertx = VertxFactory.create();
  @TempDir private Path folder;

  @AfterEach
  void close() throws Exception {
    TestRunner.wait(vertx.close());
  }

  @Test
  void aTaskHasASpanForEachStageAndProgramBelowTheRequestThatSentIt() throws Exception {
    InMemorySpanExporter exporter = InMemorySpanExporter.create();
    List<SpanData> spans;
    ManagerDouble manager = manager();
    TestRunner.video(folder.resolve(DemoSite.VIDEO), 4);
    DemoSite media = TestRunner.wait(new DemoSite(vertx, folder).listen());
    try (Tracing tracing = Tracing.into(exporter)) {
      Vertx traced = VertxFactory.traced(tracing.requests());
      Map<String, String> settings = settings(manager);
      RunnerApp app = TestRunner.start(traced, settings, tracing.tasks());
      try {
        TestRunner.awaitRegistered(manager, 1);
        send(manager, settings, "good", media.url() + "/" + DemoSite.VIDEO);
        await().atMost(Duration.ofMinutes(2)).until(() -> ended(exporter, "good"));
        send(manager, settings, "bad", media.url() + "/nothing.mp4");
        await().atMost(Duration.ofMinutes(1)).until(() -> ended(exporter, "bad"));
      } finally {
        TestRunner.wait(app.stop());
        TestRunner.wait(traced.close());
      }
      spans = exporter.getFinishedSpanItems();
    }
    assertThat(spans).as("of heartbeats and health").allMatch(s -> s.getTraceId().equals(TRACE));
    SpanData good = task(spans, "good");
    assertThat(good.getName()).isEqualTo("task encoding");
    assertThat(good.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
    assertThat(good.getParentSpanId()).as("the Manager's").isEqualTo(MANAGERS_SPAN);
    assertThat(spans)
        .as("the request, as Vert.x traces it")
        .anyMatch(
            span ->
                span.getKind() == SpanKind.SERVER && span.getParentSpanId().equals(MANAGERS_SPAN));

    Map<String, SpanData> stages =
        below(spans, good).collect(Collectors.toMap(SpanData::getName, stage -> stage));
    assertThat(stages.keySet())
        .isEqualTo(
            Arrays.stream(Stage.values())
                .map(stage -> "stage " + stage.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet()));
    assertThat(below(spans, stages.get("stage inspect")))
        .extracting(SpanData::getName)
        .contains("program ffprobe");
    assertThat(below(spans, stages.get("stage process")))
        .extracting(SpanData::getName)
        .contains("program ffmpeg");
    long programs = stages.values().stream().flatMap(stage -> below(spans, stage)).count();
    assertThat(programs)
        .as("no fewer than the log names commands")
        .isGreaterThanOrEqualTo(commands("good"));
    for (SpanData stage : stages.values()) {
      assertThat(stage.getStartEpochNanos()).isGreaterThanOrEqualTo(good.getStartEpochNanos());
      assertThat(stage.getEndEpochNanos()).isLessThanOrEqualTo(good.getEndEpochNanos());
    }

    SpanData bad = task(spans, "bad");
    assertThat(bad.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(bad.getAttributes().get(AttributeKey.stringKey("task.code"))).startsWith("SOURCE_");
    assertThat(below(spans, bad)).extracting(SpanData::getName).containsExactly("stage fetch");
    assertThat(spans.stream().map(SpanData::toString))
        .as("tells neither addresses of sources nor tokens")
        .noneMatch(text -> text.contains(DemoSite.VIDEO) || text.contains(TestRunner.TOKEN));
  }

  @Test
  void sendsSpansToTheCollectorThatIsConfigured() throws Exception {
    ConcurrentLinkedQueue<String> received = new ConcurrentLinkedQueue<>();
    HttpServer collector =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    collector.createContext(
        "/",
        exchange -> {
          byte[] body = exchange.getRequestBody().readAllBytes();
          received.add(
              exchange.getRequestMethod()
                  + " "
                  + exchange.getRequestURI()
                  + " "
                  + new String(body, StandardCharsets.ISO_8859_1));
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    collector.start();
    PackagedRunner packaged = new PackagedRunner(folder);
    try {
      ManagerDouble manager = manager();
      DemoSite media = TestRunner.wait(new DemoSite(vertx, folder).listen());
      Map<String, String> settings = settings(manager);
      settings.put(
          "OTEL_EXPORTER_OTLP_ENDPOINT",
          "http://127.0.0.1:" + collector.getAddress().getPort() + "/");
      Process runner = packaged.startAsInstalled(settings, List.of(), "start");
      TestRunner.awaitRegistered(manager, 1);
      send(manager, settings, "lost", media.url() + "/nothing.mp4");
      TestRunner.wait(manager.completion("lost"));
      runner.destroy();
      assertThat(runner.waitFor(30, TimeUnit.SECONDS)).isTrue();

      assertThat(packaged.said(runner)).contains("traces: http://127.0.0.1");
      assertThat(received)
          .anyMatch(
              request ->
                  request.startsWith("POST /v1/traces ")
                      && request.contains("task encoding")
                      && request.contains("media-runner"));
    } finally {
      packaged.end();
      collector.stop(0);
    }
  }

  /** What Vert.x' own search for plug-ins touches, and no more. */
  @Test
  void nothingOfItIsLoadedWhereNoCollectorIsConfigured() throws Exception {
    Path loaded = folder.resolve("loaded.txt");
    PackagedRunner packaged = new PackagedRunner(folder);
    try {
      ManagerDouble manager = manager();
      packaged.startAsInstalled(
          settings(manager), List.of("-Xlog:class+load:file=" + loaded), "start");
      TestRunner.awaitRegistered(manager, 1);
    } finally {
      packaged.end();
    }
    TreeSet<String> classes = new TreeSet<>();
    for (String line : Files.readAllLines(loaded)) {
      for (String word : line.split(" ", -1)) {
        if (word.startsWith("io.opentelemetry.") || word.startsWith("io.vertx.tracing.")) {
          classes.add(word);
        }
      }
    }
    assertThat(classes)
        .as("the plug-in itself, and the types in its signatures")
        .isSubsetOf(
            "io.vertx.tracing.opentelemetry.OpenTelemetryTracingFactory",
            "io.vertx.tracing.opentelemetry.OpenTelemetryOptions",
            "io.opentelemetry.api.OpenTelemetry",
            "io.opentelemetry.context.Context");
  }

  private ManagerDouble manager() throws Exception {
    return TestRunner.wait(new ManagerDouble(vertx, TestRunner.TOKEN, "1.7.1").listen(0));
  }

  private Map<String, String> settings(ManagerDouble manager) throws Exception {
    return TestRunner.settings(folder, manager, "[1x(encoding)]", 1);
  }

  /** As a Manager that traces its requests, once the instance is free. */
  private static void send(
      ManagerDouble manager, Map<String, String> settings, String task, String source) {
    manager.adopt(task, manager.runners().get(0).id());
    JsonObject body =
        new JsonObject()
            .put("task_id", task)
            .put("etab_name", "it")
            .put("app_name", "it")
            .put("task_type", "encoding")
            .put("source_url", source)
            .put("parameters", new JsonObject())
            .put("notify_url", "http://127.0.0.1/notify")
            .put("completion_callback", manager.url() + "/task/completion");
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + settings.get("RUNNER_BASE_PORT") + "/task/run"))
            .header("Authorization", "Bearer " + TestRunner.TOKEN)
            .header("Content-Type", "application/json")
            .header("traceparent", "00-" + TRACE + "-" + MANAGERS_SPAN + "-01")
            .POST(HttpRequest.BodyPublishers.ofString(body.encode()))
            .build();
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () ->
                HttpClient.newHttpClient().send(request, BodyHandlers.discarding()).statusCode()
                    == 200);
  }

  private long commands(String task) throws Exception {
    Path log = folder.resolve("storage").resolve(task).resolve("output/encoding.log");
    try (Stream<String> lines = Files.lines(log)) {
      return lines.filter(line -> line.contains(" command: ")).count();
    }
  }

  private static boolean ended(InMemorySpanExporter exporter, String task) {
    return exporter.getFinishedSpanItems().stream().anyMatch(span -> isOf(span, task));
  }

  private static SpanData task(List<SpanData> spans, String task) {
    return spans.stream().filter(span -> isOf(span, task)).findAny().orElseThrow();
  }

  private static boolean isOf(SpanData span, String task) {
    return task.equals(span.getAttributes().get(AttributeKey.stringKey("task.id")));
  }

  private static Stream<SpanData> below(List<SpanData> spans, SpanData parent) {
    return spans.stream().filter(span -> span.getParentSpanId().equals(parent.getSpanId()));
  }
}
