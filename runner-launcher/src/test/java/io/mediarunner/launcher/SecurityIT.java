package io.mediarunner.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.mediarunner.launcher.os.FreePorts;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A runner as {@code bin/runner} starts it, and clients that mean it no good. How many there are is
 * set by {@code security.connections}: {@code bin/test --security} sends 20,000.
 */
@Tag("security")
@Timeout(value = 9, unit = TimeUnit.MINUTES)
class SecurityIT {
  private static final int CONNECTIONS = Integer.getInteger("security.connections", 2_500);
  private static final int GUESSES = CONNECTIONS / 2;
  private static final int SLOW_BODIES = CONNECTIONS / 10;
  private static final int MOST_HELD = 2_000;
  private static final int SOCKET_MILLIS = 10_000;
  private static final Duration START = Duration.ofMinutes(2);
  private static final String TOKEN = "a-token-of-this-test";

  @TempDir private Path folder;
  private final List<Process> started = new ArrayList<>();
  private int port;

  @BeforeEach
  void findPort() throws IOException {
    port = FreePorts.inARow(1);
  }

  @AfterEach
  void end() throws InterruptedException {
    for (Process process : started) {
      process.destroy();
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    }
  }

  private Map<String, String> settings() {
    Map<String, String> settings = new HashMap<>();
    settings.put("RUNNER_HOST", "127.0.0.1");
    settings.put("RUNNER_BASE_PORT", "" + port);
    settings.put("RUNNER_TASK_TYPES", "encoding");
    settings.put("RUNNER_TOKEN", TOKEN);
    settings.put("MANAGER_URL", "http://127.0.0.1:9");
    settings.put("RUNNER_DASHBOARD_PORT", "0");
    settings.put("STORAGE_DIR", folder.resolve("storage").toString());
    settings.put("LOG_DIR", folder.resolve("logs").toString());
    settings.put("CACHE_DIR", folder.resolve("cache").toString());
    return settings;
  }

  private Process start(Map<String, String> more, String... args) throws IOException {
    List<String> command =
        new ArrayList<>(List.of(PackagedRunner.HOME.resolve("bin/runner").toString(), "start"));
    command.addAll(List.of(args));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("said.txt").toFile());
    builder.environment().putAll(settings());
    builder.environment().putAll(more);
    Process process = builder.start();
    started.add(process);
    return process;
  }

  private void awaitAnswer(Process process) {
    await()
        .atMost(START)
        .ignoreExceptions()
        .until(() -> !process.isAlive() || ping("127.0.0.1") >= 0);
    assertThat(process.isAlive()).as("it runs").isTrue();
  }

  private Socket connect(String from) throws IOException {
    Socket socket = new Socket();
    socket.bind(new InetSocketAddress(from, 0));
    socket.setSoTimeout(SOCKET_MILLIS);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), SOCKET_MILLIS);
    return socket;
  }

  private String ask(String from, String request) throws IOException {
    try (Socket socket = connect(from)) {
      write(socket, request);
      InputStream in = socket.getInputStream();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** How long the answer took, in milliseconds. */
  private long ping(String from) throws IOException {
    long start = System.nanoTime();
    String answer = ask(from, "GET /runner/ping HTTP/1.1\r\nHost: r\r\nConnection: close\r\n\r\n");
    if (!answer.startsWith("HTTP/1.1 200 ")) {
      throw new IOException(answer);
    }
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
  }

  /** Opens many connections, says this on each, and keeps as many as it can. */
  private int hold(int count, String text) {
    Deque<Socket> held = new ArrayDeque<>();
    int opened = 0;
    for (int i = 0; i < count; i++) {
      try {
        Socket socket = connect("127.0.0.1");
        opened++;
        held.add(socket);
        write(socket, text);
      } catch (IOException e) {
        // reset, as it may be
      }
      if (held.size() > MOST_HELD) {
        close(held.poll());
      }
    }
    held.forEach(SecurityIT::close);
    return opened;
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // gone already
    }
  }

  private int guess(int count) {
    int heard = 0;
    for (int i = 0; i < count; i++) {
      try {
        String answer =
            ask(
                "127.0.0.3",
                "GET /runner/tasks HTTP/1.1\r\nHost: r\r\nConnection: close\r\nX-API-Token: guess-"
                    + i
                    + "\r\n\r\n");
        if (answer.startsWith(i < 10 ? "HTTP/1.1 401 " : "HTTP/1.1 429 ")) {
          heard++;
        }
      } catch (IOException e) {
        // counted as not heard
      }
    }
    return heard;
  }

  @Test
  void answersOthersWhateverOneClientDoes() throws Exception {
    Process runner = start(Map.of());
    awaitAnswer(runner);
    AtomicInteger opened = new AtomicInteger();
    AtomicInteger refused = new AtomicInteger();
    Thread attack =
        new Thread(
            () -> {
              opened.addAndGet(hold(CONNECTIONS, "GET /runner/ping HTTP/1.1\r\nHost: r\r\nX: "));
              opened.addAndGet(
                  hold(
                      SLOW_BODIES,
                      "POST /task/run HTTP/1.1\r\nHost: r\r\nX-API-Token: "
                          + TOKEN
                          + "\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"));
              refused.set(guess(GUESSES));
            });
    attack.start();
    List<Long> took = new ArrayList<>();
    while (attack.isAlive()) {
      took.add(ping("127.0.0.2"));
      TimeUnit.MILLISECONDS.sleep(20);
    }
    attack.join();

    Collections.sort(took);
    long p99 = took.get((int) Math.min(took.size() - 1L, took.size() * 99L / 100));
    System.out.printf(
        Locale.ROOT,
        "security: %d half-open and slow connections (%d let in at first), %d wrong tokens (%d refused); meanwhile %d"
            + " pings from another address: median %d ms, p99 %d ms, max %d ms%n",
        CONNECTIONS + SLOW_BODIES,
        opened.get(),
        GUESSES,
        refused.get(),
        took.size(),
        took.get(took.size() / 2),
        p99,
        took.get(took.size() - 1));
    assertThat(runner.isAlive()).isTrue();
    assertThat(refused).as("wrong tokens that were answered as such").hasValue(GUESSES);
    assertThat(took).hasSizeGreaterThan(20);
    assertThat(p99).as("p99 of ping").isLessThan(2_000);
    assertThat(
            ask(
                "127.0.0.2",
                "GET /runner/tasks HTTP/1.1\r\nHost: r\r\nConnection: close\r\nX-API-Token: "
                    + TOKEN
                    + "\r\n\r\n"))
        .as("the right token of another client")
        .startsWith("HTTP/1.1 200 ");
    assertThat(Files.readString(folder.resolve("said.txt")))
        .contains("too many connections")
        .doesNotContain("OutOfMemory", "guess-");
  }

  @Test
  void writesWhatOnlyItsGroupMayRead() throws Exception {
    Path storage = Files.createDirectory(folder.resolve("storage"));
    Path old =
        Files.createFile(Files.createDirectory(folder.resolve("logs")).resolve("runner.log"));
    Files.setPosixFilePermissions(old, PosixFilePermissions.fromString("rw-r--r--"));
    List<Path> journal = List.of(storage.resolve("runner.db"), storage.resolve("runner.db-wal"));
    for (Path file : journal) {
      Files.setPosixFilePermissions(
          Files.createFile(file), PosixFilePermissions.fromString("rw-rw-rw-"));
    }
    awaitAnswer(start(Map.of("RUNNER_DASHBOARD_PORT", "" + FreePorts.inARow(1))));

    for (Path part : List.of(storage, folder.resolve("logs"), folder.resolve("cache"))) {
      if (!Files.exists(part)) {
        continue;
      }
      try (Stream<Path> written = Files.walk(part)) {
        assertThat(written.filter(file -> !file.equals(part) && !isReadOnlyTool(file)))
            .allSatisfy(
                file ->
                    assertThat(
                            PosixFilePermissions.toString(
                                Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS)))
                        .as(file.toString())
                        .endsWith("---")
                        .doesNotMatch(".{4}w.*"));
      }
    }
    for (Path file : journal) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .as(file.toString())
          .isEqualTo("rw-r-----");
    }
  }

  private static boolean isReadOnlyTool(Path file) {
    return file.toString().contains("/cache/ffmpeg/");
  }

  @Test
  void takesTheMaskOfItsSettings() throws Exception {
    Path settings = Files.writeString(folder.resolve("settings"), "STORAGE_UMASK=\"022\"\n");
    Files.setPosixFilePermissions(settings, PosixFilePermissions.fromString("rw-r--r--"));
    Process process = start(Map.of(), "--env", settings.toString());
    awaitAnswer(process);

    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(folder.resolve("storage/runner.db"))))
        .isEqualTo("rw-r--r--");
    assertThat(Files.readString(folder.resolve("said.txt")))
        .contains("holds secrets and is open to others (rw-r--r--): chmod 640");
  }

  @Test
  void speaksHttpsWithACertificateAndItsOwnCommandsDoToo() throws Exception {
    Path key = folder.resolve("key.pem");
    Path certificate = folder.resolve("cert.pem");
    run(
        Map.of(),
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2"
            + " -subj /CN=runner.example.org -keyout "
            + key
            + " -out "
            + certificate);
    int dashboard = FreePorts.inARow(1);
    Map<String, String> settings = settings();
    settings.put("TLS_CERT_FILE", certificate.toString());
    settings.put("TLS_KEY_FILE", key.toString());
    settings.put("RUNNER_DASHBOARD_PORT", "" + dashboard);
    settings.put("DASHBOARD_TOKEN", "of-the-dashboard");
    Process runner = start(settings);
    HttpClient browser = HttpClient.newBuilder().sslContext(trustingAll()).build();
    await()
        .atMost(START)
        .ignoreExceptions()
        .until(() -> !runner.isAlive() || get(browser, port, "/runner/ping").statusCode() == 200);

    assertThat(runner.isAlive()).isTrue();
    assertThat(get(browser, dashboard, "/login").body()).contains("<form");
    HttpResponse<String> login =
        browser.send(
            HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + dashboard + "/login"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("token=of-the-dashboard"))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(login.statusCode()).isEqualTo(303);
    assertThat(login.headers().firstValue("Set-Cookie")).get().asString().contains("Secure");
    assertThatThrownBy(() -> ping("127.0.0.1")).as("in plain text").isInstanceOf(IOException.class);
    assertThat(run(settings, PackagedRunner.HOME.resolve("bin/runner") + " deliveries"))
        .isNotEmpty();
    run(
        Map.of(),
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj"
            + " /CN=other -keyout "
            + folder.resolve("other.key")
            + " -out "
            + folder.resolve("other.pem"));
    settings.put("TLS_CERT_FILE", folder.resolve("other.pem").toString());
    assertThatThrownBy(
            () -> run(settings, PackagedRunner.HOME.resolve("bin/runner") + " deliveries"))
        .as("shows no token to somebody else")
        .hasMessageContaining("No runner responds");
  }

  private static HttpResponse<String> get(HttpClient client, int port, String path)
      throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + port + path)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  /** What it says; fails if it does not end well. */
  private String run(Map<String, String> settings, String command) throws Exception {
    Path said = Files.createTempFile(folder, "said", ".txt");
    ProcessBuilder builder =
        new ProcessBuilder(command.split(" "))
            .redirectErrorStream(true)
            .redirectOutput(said.toFile());
    builder.environment().putAll(settings);
    Process process = builder.start();
    if (process.waitFor() != 0) {
      throw new IllegalStateException(Files.readString(said));
    }
    return Files.readString(said);
  }

  /** The test knows whom it calls. */
  private static SSLContext trustingAll() throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(
        null,
        new TrustManager[] {
          new X509ExtendedTrustManager() {
            @Override
            public void checkClientTrusted(X509Certificate[] chain, String type) {}

            @Override
            public void checkServerTrusted(X509Certificate[] chain, String type) {}

            @Override
            public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

            @Override
            public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

            @Override
            public void checkClientTrusted(
                X509Certificate[] chain, String type, SSLEngine engine) {}

            @Override
            public void checkServerTrusted(
                X509Certificate[] chain, String type, SSLEngine engine) {}

            @Override
            public X509Certificate[] getAcceptedIssuers() {
              return new X509Certificate[0];
            }
          }
        },
        null);
    return context;
  }

  @Test
  void saysWhatIsWrongWithACertificateAndStartsNot() throws Exception {
    Path nothing = Files.writeString(folder.resolve("nothing.pem"), "no PEM");
    Process process =
        start(Map.of("TLS_CERT_FILE", nothing.toString(), "TLS_KEY_FILE", nothing.toString()));

    assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).isEqualTo(1);
    assertThat(Files.readString(folder.resolve("said.txt")))
        .contains("TLS_CERT_FILE: " + nothing + " holds no certificate in PEM format")
        .doesNotContain("\tat ");
  }
}
