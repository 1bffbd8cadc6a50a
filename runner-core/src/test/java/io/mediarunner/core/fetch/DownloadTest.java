package io.mediarunner.core.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import io.mediarunner.core.config.DownloadConfig;
import io.mediarunner.core.config.ProxyConfig;
import io.mediarunner.core.config.parse.RunnerConfigParser;
import io.mediarunner.core.error.FailureCode;
import io.mediarunner.core.error.TaskFailedException;
import io.mediarunner.core.net.Network;
import io.mediarunner.core.retry.Backoff;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DownloadTest {
  private static final byte[] CONTENT = content();
  private static final DownloadConfig OPEN = new DownloadConfig(List.of(), true, 0, Set.of());
  private static final FetchTimings FAST =
      new FetchTimings(
          Duration.ofSeconds(5),
          Duration.ofSeconds(5),
          Backoff.doubling(Duration.ofMillis(10), Duration.ofMillis(20), 5));

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<String> ranges = new CopyOnWriteArrayList<>();
  private HttpServer server;
  @TempDir private Path folder;

  private static byte[] content() {
    byte[] bytes = new byte[300_000];
    new java.util.Random(1).nextBytes(bytes);
    return bytes;
  }

  @BeforeEach
  void startServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.start();
  }

  @AfterEach
  void stopServer() {
    server.stop(0);
    threads.shutdownNow();
  }

  @Test
  void storesTheSourceUnderOurOwnNameAndTellsItsOwn() throws Exception {
    serve("/", whole());

    FetchedSource source = fetch(OPEN, url("/media/L%27intro%20(1).MP4?sig=s3cret"));

    assertThat(source.file()).isEqualTo(folder.resolve("source.mp4")).hasBinaryContent(CONTENT);
    assertThat(source.name()).isEqualTo("L'intro (1).MP4");
    assertThat(source.bytes()).isEqualTo(CONTENT.length);
    assertThat(folder.resolve("source.part")).doesNotExist();
  }

  @Test
  void goesThroughTheProxyAndLogsInThere() throws Exception {
    List<String> asked = new CopyOnWriteArrayList<>();
    serve(
        "/",
        exchange -> {
          String login = exchange.getRequestHeaders().getFirst("Proxy-Authorization");
          asked.add(exchange.getRequestURI() + " " + login);
          if (login == null) {
            exchange.getResponseHeaders().set("Proxy-Authenticate", "Basic realm=\"proxy\"");
          }
          send(exchange, login == null ? 407 : 200, login == null ? new byte[0] : CONTENT);
        });
    int port = server.getAddress().getPort();
    ProxyConfig proxies =
        RunnerConfigParser.parse(
                Map.of("RUNNER_TOKEN", "x", "HTTP_PROXY", "http://u:p@127.0.0.1:" + port), Map.of())
            .config()
            .proxy();
    DownloadConfig publicOnly = new DownloadConfig(List.of(), false, 0, Set.of());

    try (SourceFetcher fetcher = new SourceFetcher(publicOnly, Network.of(proxies), FAST)) {
      FetchedSource source =
          fetcher.prepare("http://media.invalid/a.mp4", folder, (bytes, total) -> {}).run();
      assertThat(source.file()).hasBinaryContent(CONTENT);
    }
    assertThat(asked)
        .containsExactly(
            "http://media.invalid/a.mp4 null", "http://media.invalid/a.mp4 Basic dTpw");
  }

  @Test
  void saysThatTheProxyWantsALogin() throws Exception {
    serve("/", exchange -> send(exchange, 407, new byte[0]));
    ProxyConfig proxies =
        RunnerConfigParser.parse(Map.of("RUNNER_TOKEN", "x", "HTTP_PROXY", url("")), Map.of())
            .config()
            .proxy();

    try (SourceFetcher fetcher = new SourceFetcher(OPEN, Network.of(proxies), FAST)) {
      Download download =
          fetcher.prepare("http://media.invalid/a.mp4", folder, (bytes, total) -> {});
      assertThatThrownBy(download::run)
          .isInstanceOf(TaskFailedException.class)
          .hasMessageStartingWith("SOURCE_UNAVAILABLE")
          .hasMessageContaining("the proxy of HTTP_PROXY or HTTPS_PROXY wants a login");
    }
  }

  @Test
  void acceptsSpacesAndAccentsInTheAddress() throws Exception {
    serve("/", whole());

    assertThat(fetch(OPEN, url("/cours d'été.mp4")).name()).isEqualTo("cours d'été.mp4");
  }

  @Test
  void asksTheServerForTheNameWhenTheAddressHasNone() throws Exception {
    serve(
        "/",
        exchange -> {
          exchange
              .getResponseHeaders()
              .set("Content-Disposition", "attachment; filename=\"t.webm\"");
          send(exchange, 200, CONTENT);
        });

    assertThat(fetch(OPEN, url("/")).name()).isEqualTo("t.webm");
  }

  @Test
  void resumesWhereTheConnectionBroke() throws Exception {
    AtomicInteger tries = new AtomicInteger();
    serve(
        "/a.mp4",
        exchange -> {
          String range = exchange.getRequestHeaders().getFirst("Range");
          ranges.add(String.valueOf(range));
          exchange.getResponseHeaders().set("ETag", "\"v1\"");
          if (tries.incrementAndGet() == 1) {
            exchange.sendResponseHeaders(200, CONTENT.length);
            exchange.getResponseBody().write(CONTENT, 0, 100_000);
            exchange.getResponseBody().flush();
            exchange.close();
            return;
          }
          int from = Integer.parseInt(range.replaceAll("bytes=(\\d+)-", "$1"));
          partial(exchange, from);
          send(exchange, 206, Arrays.copyOfRange(CONTENT, from, CONTENT.length));
        });

    assertThat(fetch(OPEN, url("/a.mp4")).file()).hasBinaryContent(CONTENT);
    assertThat(ranges).hasSize(2).element(1).asString().matches("bytes=[1-9]\\d*-");
  }

  @ParameterizedTest
  @CsvSource({"v1, 206", "v2, 200"})
  void goesOnWithWhatAnEarlierProcessHadFetchedIfItIsTheSameFile(String nowThere, int status)
      throws Exception {
    CountDownLatch half = new CountDownLatch(1);
    CountDownLatch forever = new CountDownLatch(1);
    serve(
        "/a.mp4",
        exchange -> {
          String range = exchange.getRequestHeaders().getFirst("Range");
          ranges.add(range + " if " + exchange.getRequestHeaders().getFirst("If-Range"));
          if (range == null) {
            exchange.getResponseHeaders().set("ETag", "\"v1\"");
            exchange.sendResponseHeaders(200, CONTENT.length);
            exchange.getResponseBody().write(CONTENT, 0, 150_000);
            exchange.getResponseBody().flush();
            half.countDown();
            await(forever);
            return;
          }
          exchange.getResponseHeaders().set("ETag", '"' + nowThere + '"');
          int from = status == 200 ? 0 : Integer.parseInt(range.replaceAll("\\D", ""));
          if (status == 206) {
            partial(exchange, from);
          }
          send(exchange, status, Arrays.copyOfRange(CONTENT, from, CONTENT.length));
        });
    try (SourceFetcher fetcher = new SourceFetcher(OPEN, Network.DIRECT, FAST)) {
      CountDownLatch arrived = new CountDownLatch(1);
      Download first =
          fetcher.prepare(
              url("/a.mp4"),
              folder,
              (bytes, total) -> {
                if (bytes >= 100_000) {
                  arrived.countDown();
                }
              });
      CompletableFuture<FailureCode> end =
          CompletableFuture.supplyAsync(() -> failureOf(first), threads);
      assertThat(half.await(10, TimeUnit.SECONDS)).isTrue();
      assertThat(arrived.await(10, TimeUnit.SECONDS)).isTrue();
      first.cancel();
      end.get(3, TimeUnit.SECONDS);
    } finally {
      forever.countDown();
    }

    assertThat(fetch(OPEN, url("/a.mp4")).file()).hasBinaryContent(CONTENT);

    assertThat(ranges).hasSize(2).element(1).asString().matches("bytes=[1-9]\\d+- if \"v1\"");
    assertThat(folder).isDirectoryNotContaining(file -> file.toString().contains("part"));
  }

  @Test
  void countsNoTryForARestThatIsNotThere() throws Exception {
    serve(
        "/a.mp4",
        exchange -> {
          String range = exchange.getRequestHeaders().getFirst("Range");
          ranges.add(String.valueOf(range));
          if (range != null) {
            send(exchange, 416, new byte[0]);
            return;
          }
          exchange.getResponseHeaders().set("ETag", "\"v1\"");
          boolean right = ranges.stream().filter("null"::equals).count() == 5;
          exchange.sendResponseHeaders(200, right ? CONTENT.length : CONTENT.length + 1);
          exchange.getResponseBody().write(CONTENT);
          exchange.getResponseBody().flush();
          exchange.close();
        });

    assertThat(fetch(OPEN, url("/a.mp4")).file()).hasBinaryContent(CONTENT);
    String rest = "bytes=" + CONTENT.length + "-";
    assertThat(ranges)
        .containsExactly("null", rest, "null", rest, "null", rest, "null", rest, "null");
  }

  @Test
  void startsAfreshWhenTheServerCannotResume() throws Exception {
    AtomicInteger tries = new AtomicInteger();
    serve(
        "/a.mp4",
        exchange -> {
          if (tries.incrementAndGet() == 1) {
            exchange.sendResponseHeaders(200, CONTENT.length);
            exchange.getResponseBody().write(CONTENT, 0, 50_000);
            exchange.close();
            return;
          }
          send(exchange, 200, CONTENT);
        });

    assertThat(fetch(OPEN, url("/a.mp4")).file()).hasBinaryContent(CONTENT);
  }

  @ParameterizedTest
  @CsvSource({
    "404, SOURCE_NOT_FOUND",
    "410, SOURCE_NOT_FOUND",
    "400, SOURCE_REFUSED",
    "401, SOURCE_REFUSED",
    "403, SOURCE_REFUSED",
    "405, SOURCE_REFUSED",
    "406, SOURCE_REFUSED",
    "451, SOURCE_REFUSED"
  })
  void doesNotInsistOnFinalRefusals(int status, FailureCode code) {
    AtomicInteger tries = new AtomicInteger();
    serve("/a.mp4", answering(status, tries));

    assertFails(() -> fetch(OPEN, url("/a.mp4?sig=s3cret")), code);
    assertThat(tries).hasValue(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {408, 425, 429, 500, 503})
  void triesPassingRefusalsFiveTimes(int status) {
    AtomicInteger tries = new AtomicInteger();
    serve("/a.mp4", answering(status, tries));

    assertFails(() -> fetch(OPEN, url("/a.mp4")), FailureCode.SOURCE_UNAVAILABLE);
    assertThat(tries).hasValue(5);
  }

  @Test
  void waitsLongerForASourceThatIsNotReady() {
    AtomicInteger tries = new AtomicInteger();
    serve(
        "/a.mp4",
        exchange -> {
          tries.incrementAndGet();
          exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
          send(exchange, 200, new byte[0]);
        });

    assertFails(() -> fetch(OPEN, url("/a.mp4")), FailureCode.SOURCE_INCOMPLETE);
    assertThat(tries).hasValue(12);
  }

  @Test
  void namesNoSignatureInItsFailures() {
    serve("/a.mp4", answering(404, new AtomicInteger()));

    assertThatThrownBy(() -> fetch(OPEN, url("/a.mp4?sig=s3cret")))
        .hasMessageContaining("/a.mp4?…")
        .hasMessageNotContaining("s3cret");
  }

  @Test
  void refusesASourceThatAnnouncesMoreThanTheLimit() {
    serve("/a.mp4", whole());

    assertFails(
        () -> fetch(new DownloadConfig(List.of(), true, 1000, Set.of()), url("/a.mp4")),
        FailureCode.SOURCE_TOO_LARGE);
  }

  @Test
  void refusesASourceThatGrowsBeyondTheLimitWithoutAnnouncingIt() {
    serve(
        "/a.mp4",
        exchange -> {
          exchange.sendResponseHeaders(200, 0); // chunked
          try (var body = exchange.getResponseBody()) {
            body.write(CONTENT);
          }
        });

    assertFails(
        () -> fetch(new DownloadConfig(List.of(), true, 1000, Set.of()), url("/a.mp4")),
        FailureCode.SOURCE_TOO_LARGE);
  }

  @Test
  void followsRedirects() throws Exception {
    serve("/a.mp4", whole());
    serve("/moved", redirecting("/a.mp4"));

    FetchedSource source = fetch(OPEN, url("/moved"));

    assertThat(source.file()).hasBinaryContent(CONTENT);
    assertThat(source.name()).isEqualTo("a.mp4");
  }

  @Test
  void givesUpOnACircleOfRedirects() {
    serve("/moved", redirecting("/moved"));

    assertFails(() -> fetch(OPEN, url("/moved")), FailureCode.SOURCE_UNAVAILABLE);
  }

  @Test
  void checksTheHostOfEveryRedirect() {
    serve("/moved", redirecting("http://elsewhere.example/a.mp4"));
    DownloadConfig onlyHere =
        new DownloadConfig(List.of("localhost", "127.0.0.1"), true, 0, Set.of());

    assertFails(() -> fetch(onlyHere, url("/moved")), FailureCode.SOURCE_URL_INVALID);
  }

  @Test
  void reachesNoPrivateAddressWhereThatIsBarred() {
    serve("/a.mp4", whole());
    DownloadConfig publicOnly = new DownloadConfig(List.of(), false, 0, Set.of());

    assertFails(() -> fetch(publicOnly, url("/a.mp4")), FailureCode.SOURCE_URL_INVALID);
    assertFails(
        () -> fetch(publicOnly, url("/a.mp4").replace("127.0.0.1", "localhost")),
        FailureCode.SOURCE_URL_INVALID);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "file:///etc/passwd",
        "/etc/passwd",
        "ftp://host/a.mp4",
        "http:///a.mp4",
        "http://127.0.0.1:99999/a.mp4",
        "http://user:pw@/a.mp4",
        "concat:a|b",
        ""
      })
  void refusesWhatIsNotAnHttpAddress(String url) {
    assertFails(() -> fetch(OPEN, url), FailureCode.SOURCE_URL_INVALID);
  }

  @Test
  void givesUpOnAServerThatSendsByteByByte() {
    CountDownLatch never = new CountDownLatch(1);
    serve(
        "/a.mp4",
        exchange -> {
          exchange.sendResponseHeaders(200, CONTENT.length);
          for (int i = 0; i < 1000; i++) {
            exchange.getResponseBody().write(CONTENT, i, 1);
            exchange.getResponseBody().flush();
            pause(never);
          }
        });
    FetchTimings impatient =
        new FetchTimings(
            Duration.ofSeconds(5),
            Duration.ofSeconds(1),
            Backoff.doubling(Duration.ofMillis(10), Duration.ofMillis(20), 5));
    try (SourceFetcher fetcher = new SourceFetcher(OPEN, Network.DIRECT, impatient)) {
      Download download = fetcher.prepare(url("/a.mp4"), folder, (bytes, total) -> {});
      assertFails(download::run, FailureCode.SOURCE_INCOMPLETE);
    }
  }

  /** Between two bytes. */
  private static void pause(CountDownLatch never) {
    try {
      never.await(50, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void endsAtOnceWhenCancelledWhileBytesAreDue() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch forever = new CountDownLatch(1);
    serve(
        "/a.mp4",
        exchange -> {
          exchange.sendResponseHeaders(200, CONTENT.length);
          exchange.getResponseBody().write(CONTENT, 0, 1000);
          exchange.getResponseBody().flush();
          asked.countDown();
          await(forever);
        });
    try (SourceFetcher fetcher = new SourceFetcher(OPEN, Network.DIRECT, FAST)) {
      Download download = fetcher.prepare(url("/a.mp4"), folder, (bytes, total) -> {});
      CompletableFuture<FailureCode> end =
          CompletableFuture.supplyAsync(() -> failureOf(download), threads);
      assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();

      download.cancel();

      assertThat(end.get(3, TimeUnit.SECONDS)).isEqualTo(FailureCode.CANCELLED);
    } finally {
      forever.countDown();
    }
  }

  private static FailureCode failureOf(Download download) {
    try {
      download.run();
      return null;
    } catch (TaskFailedException e) {
      return e.failure().code();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await(30, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void assertFails(ThrowingCallable work, FailureCode code) {
    assertThatThrownBy(work)
        .isInstanceOfSatisfying(
            TaskFailedException.class, e -> assertThat(e.failure().code()).isEqualTo(code));
    assertThat(folder.resolve("source.mp4")).doesNotExist();
  }

  private FetchedSource fetch(DownloadConfig config, String url) throws TaskFailedException {
    try (SourceFetcher fetcher = new SourceFetcher(config, Network.DIRECT, FAST)) {
      return fetcher.prepare(url, folder, (bytes, total) -> {}).run();
    }
  }

  private String url(String path) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + path;
  }

  private void serve(String path, HttpHandler handler) {
    server.createContext(path, handler);
  }

  /** The header that RFC 9110 wants with 206. */
  private static void partial(HttpExchange exchange, int from) {
    exchange
        .getResponseHeaders()
        .set(
            "Content-Range",
            String.format(Locale.ROOT, "bytes %d-%d/%d", from, CONTENT.length - 1, CONTENT.length));
  }

  private static HttpHandler whole() {
    return exchange -> send(exchange, 200, CONTENT);
  }

  private static HttpHandler answering(int status, AtomicInteger tries) {
    return exchange -> {
      tries.incrementAndGet();
      send(exchange, status, new byte[0]);
    };
  }

  private static HttpHandler redirecting(String to) {
    return exchange -> {
      exchange.getResponseHeaders().set("Location", to);
      send(exchange, 302, new byte[0]);
    };
  }

  private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    if (body.length > 0) {
      exchange.getResponseBody().write(body);
    }
    exchange.close();
  }
}
