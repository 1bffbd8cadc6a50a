package io.mediarunner.core.transcription.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.mediarunner.core.config.Secret;
import io.mediarunner.core.fetch.FetchTimings;
import io.mediarunner.core.net.Network;
import io.mediarunner.core.retry.Backoff;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Fetches the smallest model that has a published checksum, over real sockets. */
class ModelDownloadTest {
  private static final KnownModel SILERO = KnownModel.of("silero-v6.2.0").orElseThrow();
  @TempDir private Path folder;
  private byte[] file;
  private HttpServer server;
  private String tag = "\"one\"";
  private int breakAfter = Integer.MAX_VALUE;
  private int tries = 1;
  private final List<String> tokens = new CopyOnWriteArrayList<>();
  private final List<String> ranges = new CopyOnWriteArrayList<>();
  private ModelStore store;

  @BeforeEach
  void serve() throws IOException {
    file = Files.readAllBytes(Path.of("src/test/resources/speech", SILERO.fileName()));
    store = new ModelStore(folder);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/models/" + SILERO.fileName(), this::answer);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String range = exchange.getRequestHeaders().getFirst("Range");
    ranges.add("" + range);
    tokens.add("" + exchange.getRequestHeaders().getFirst("Authorization"));
    boolean same = tag.equals(exchange.getRequestHeaders().getFirst("If-Range"));
    int from =
        range != null && same ? Integer.parseInt(range.replaceAll("bytes=(\\d+)-", "$1")) : 0;
    exchange.getResponseHeaders().set("ETag", tag);
    if (from > 0) {
      exchange
          .getResponseHeaders()
          .set("Content-Range", "bytes " + from + "-" + (file.length - 1) + "/" + file.length);
    }
    exchange.sendResponseHeaders(from > 0 ? 206 : 200, file.length - from);
    int to = (int) Math.min(file.length, (long) from + breakAfter);
    try (exchange) {
      exchange.getResponseBody().write(file, from, to - from);
    } catch (IOException e) {
      // the connection was meant to break
    }
  }

  private void pull(ModelDownload.Listener listener) throws IOException {
    URI base = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/models");
    pull(base, listener);
  }

  private void pull(URI base, ModelDownload.Listener listener) throws IOException {
    FetchTimings timings =
        new FetchTimings(
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            Backoff.doubling(Duration.ofMillis(10), Duration.ofMillis(10), tries));
    new ModelDownload(store, Network.DIRECT, Optional.of(new Secret("t")), timings)
        .pull(SILERO, base, listener);
  }

  private List<String> names() throws IOException {
    try (var files = Files.list(folder)) {
      return files.map(f -> f.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void installsAFileAndItsChecksum() throws Exception {
    List<Long> seen = new CopyOnWriteArrayList<>();

    pull((bytes, total) -> seen.add(bytes));

    assertThat(names()).containsExactly(SILERO.fileName(), SILERO.fileName() + ".sha256");
    assertThat(Files.readAllBytes(store.file(SILERO))).isEqualTo(file);
    assertThat(store.verify(store.file(SILERO)).good()).isTrue();
    assertThat(seen).isSorted().endsWith((long) file.length);
  }

  @Test
  void showsItsTokenToNoOtherServerThanItsOwn() throws Exception {
    List<String> shown = new CopyOnWriteArrayList<>();
    HttpServer front =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    String store = "http://127.0.0.1:" + server.getAddress().getPort() + "/models/";
    front.createContext(
        "/",
        exchange -> {
          shown.add("front " + exchange.getRequestHeaders().getFirst("Authorization"));
          boolean first = exchange.getRequestURI().getPath().startsWith("/first");
          exchange
              .getResponseHeaders()
              .set("Location", first ? "/second/x" : store + SILERO.fileName());
          exchange.sendResponseHeaders(307, -1);
          exchange.close();
        });
    server.removeContext("/models/" + SILERO.fileName());
    server.createContext(
        "/models/",
        exchange -> {
          shown.add("store " + exchange.getRequestHeaders().getFirst("Authorization"));
          answer(exchange);
        });
    front.start();
    try {
      URI base = URI.create("http://127.0.0.1:" + front.getAddress().getPort() + "/first");
      new ModelDownload(this.store, Network.DIRECT, Optional.of(new Secret("t")))
          .pull(SILERO, base, (bytes, total) -> {});
    } finally {
      front.stop(0);
    }
    assertThat(shown).containsExactly("front Bearer t", "front Bearer t", "store null");
    assertThat(Files.readAllBytes(this.store.file(SILERO))).isEqualTo(file);
  }

  @Test
  void goesOnWhereItWasInterrupted() throws Exception {
    breakAfter = 300_000;
    assertThatThrownBy(() -> pull((bytes, total) -> {})).isInstanceOf(IOException.class);
    assertThat(store.file(SILERO)).doesNotExist();
    breakAfter = Integer.MAX_VALUE;

    pull((bytes, total) -> {});

    assertThat(ranges).hasSize(2);
    assertThat(ranges.get(1)).matches("bytes=[1-9]\\d*-");
    assertThat(Files.readAllBytes(store.file(SILERO))).isEqualTo(file);
  }

  @Test
  void goesOnByItselfWhereTheConnectionBreaks() throws Exception {
    breakAfter = 300_000;
    tries = 5;

    pull((bytes, total) -> {});

    assertThat(ranges.size()).isGreaterThan(2);
    assertThat(Files.readAllBytes(store.file(SILERO))).isEqualTo(file);
  }

  @Test
  void takesNothingThatIsMuchLargerThanTheModel() throws Exception {
    file = new byte[3_000_000];

    assertThatThrownBy(() -> pull((bytes, total) -> {}))
        .hasMessageContaining("more than 2 MB")
        .hasMessageContaining("WHISPER_MODELS_URL");
    assertThat(store.file(SILERO)).doesNotExist();
  }

  @Test
  void doesNotWaitForAServerThatSaysNothing() throws Exception {
    try (ServerSocket mute = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      URI base = URI.create("http://127.0.0.1:" + mute.getLocalPort() + "/models");

      assertThatThrownBy(() -> pull(base, (bytes, total) -> {})).isInstanceOf(IOException.class);
    }
  }

  /** Collections redirect to a storage service, which must not see the token. */
  @Test
  void showsTheTokenToTheCollectionOnly() throws Exception {
    HttpServer collection =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    List<String> seen = new CopyOnWriteArrayList<>();
    collection.createContext(
        "/",
        exchange -> {
          seen.add("" + exchange.getRequestHeaders().getFirst("Authorization"));
          exchange
              .getResponseHeaders()
              .set(
                  "Location",
                  "http://127.0.0.1:"
                      + server.getAddress().getPort()
                      + exchange.getRequestURI().getPath());
          exchange.sendResponseHeaders(302, -1);
          exchange.close();
        });
    collection.start();
    try {
      pull(
          URI.create("http://127.0.0.1:" + collection.getAddress().getPort() + "/models"),
          (bytes, total) -> {});
    } finally {
      collection.stop(0);
    }

    assertThat(seen).containsExactly("Bearer t");
    assertThat(tokens).containsExactly("null");
    assertThat(store.file(SILERO)).exists();
  }

  @Test
  void beginsAnewWhenTheFileHasChangedMeanwhile() throws Exception {
    breakAfter = 300_000;
    assertThatThrownBy(() -> pull((bytes, total) -> {})).isInstanceOf(IOException.class);
    breakAfter = Integer.MAX_VALUE;
    tag = "\"two\"";

    pull((bytes, total) -> {});

    assertThat(Files.readAllBytes(store.file(SILERO))).isEqualTo(file);
  }

  @Test
  void installsNothingWhoseChecksumIsWrong() throws Exception {
    file[500_000] ^= 1;

    assertThatThrownBy(() -> pull((bytes, total) -> {}))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("checksum mismatch")
        .hasMessageContaining("nothing was installed");
    assertThat(names()).isEmpty();
  }

  @Test
  void installsNothingThatIsNoModel() throws Exception {
    Path page = Files.writeString(folder.resolve("page.html"), "<html>Log in first</html>");

    assertThatThrownBy(() -> store.install(KnownModel.of("small-q5_1").orElseThrow(), page))
        .hasMessageContaining("not a model in whisper.cpp's format");
    assertThat(names()).containsExactly("page.html");
  }

  @Test
  void saysThatTheServerHasNoSuchFile() {
    server.removeContext("/models/" + SILERO.fileName());

    assertThatThrownBy(() -> pull((bytes, total) -> {})).hasMessageContaining("was not found");
  }

  @Test
  void noticesWhatChangedAfterItWasInstalled() throws Exception {
    Path fixture = Path.of("src/test/resources/speech/ggml-fixture-en-fr.bin");
    KnownModel model = KnownModel.of("small-q5_1").orElseThrow(); // has no published checksum
    store.install(model, fixture);
    assertThat(store.verify(store.file(model)).good()).isTrue();

    byte[] damaged = Files.readAllBytes(store.file(model));
    damaged[damaged.length / 2] ^= 1;
    Files.write(store.file(model), damaged);

    assertThat(store.verify(store.file(model)).detail()).contains("changed since");
  }

  @Test
  void knowsEachModelOnce() {
    assertThat(KnownModel.all()).extracting(KnownModel::name).doesNotHaveDuplicates();
    assertThat(KnownModel.all()).extracting(KnownModel::fileName).doesNotHaveDuplicates();
    assertThat(KnownModel.of("LARGE").orElseThrow().fileName()).isEqualTo("ggml-large-v3.bin");
  }
}
