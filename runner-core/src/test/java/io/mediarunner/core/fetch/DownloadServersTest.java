package io.mediarunner.core.fetch;

import static io.mediarunner.core.error.FailureCode.SOURCE_INCOMPLETE;
import static io.mediarunner.core.error.FailureCode.SOURCE_UNAVAILABLE;
import static io.mediarunner.core.error.FailureCode.SOURCE_UNREADABLE;
import static io.mediarunner.core.error.FailureCode.SOURCE_UNTRUSTED;
import static org.assertj.core.api.Assertions.assertThat;

import io.mediarunner.core.config.DownloadConfig;
import io.mediarunner.core.config.ProxyConfig;
import io.mediarunner.core.error.Failure;
import io.mediarunner.core.error.FailureCode;
import io.mediarunner.core.net.Network;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import javax.net.ServerSocketFactory;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers as they are: busy, behind a login, helpful where nobody asked for it. */
class DownloadServersTest {
  private static final byte[] FILE = random();

  @TempDir private Path folder;
  private FetchLab lab;

  private static byte[] random() {
    byte[] bytes = new byte[50_000];
    new Random(1).nextBytes(bytes);
    return bytes;
  }

  @BeforeEach
  void setUp() {
    lab = new FetchLab(folder);
  }

  // Waiting

  private ScriptedServer busyOnce(String... headers) throws Exception {
    return new ScriptedServer(
        (number, request, out) -> {
          if (number == 1) {
            List<String> head = new ArrayList<>();
            head.add("HTTP/1.1 503 Service Unavailable");
            head.add("Content-Length: 0");
            head.addAll(List.of(headers));
            ScriptedServer.send(out, new byte[0], head.toArray(String[]::new));
          } else {
            ScriptedServer.sendFile(out, FILE);
          }
        });
  }

  private static String date(Instant at) {
    return DateTimeFormatter.RFC_1123_DATE_TIME.format(at.atZone(ZoneOffset.UTC));
  }

  private Duration fetchTakes(String url) throws Exception {
    long start = System.nanoTime();
    assertThat(lab.fetch(url).file()).hasBinaryContent(FILE);
    return Duration.ofNanos(System.nanoTime() - start);
  }

  @Test
  void waitsAsLongAsAServerAsksAlsoBeyondItsOwnSchedule() throws Exception {
    try (ScriptedServer server = busyOnce("Retry-After: 1")) {
      assertThat(fetchTakes(server.url("/a"))).isBetween(ofMillis(1000), ofMillis(4000));
    }
  }

  @Test
  void waitsUntilADateByTheClockOfTheServer() throws Exception {
    Instant wrongByAYear = Instant.now().minusSeconds(365 * 86_400L);
    try (ScriptedServer server =
        busyOnce(
            "Date: " + date(wrongByAYear), "Retry-After: " + date(wrongByAYear.plusSeconds(1)))) {
      assertThat(fetchTakes(server.url("/a"))).isBetween(ofMillis(1000), ofMillis(4000));
    }
    try (ScriptedServer server = busyOnce("Retry-After: " + date(Instant.now().plusSeconds(2)))) {
      assertThat(fetchTakes(server.url("/a"))).isBetween(ofMillis(900), ofMillis(5000));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Sun, 06 Nov 1994 08:49:37 GMT", "soon", "-1", "1.5", "0"})
  void losesNoTimeOverADateThatIsPastOrIsNone(String value) throws Exception {
    try (ScriptedServer server = busyOnce("Retry-After: " + value)) {
      assertThat(fetchTakes(server.url("/a"))).isLessThan(ofMillis(900));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "3600",
        "999999999",
        "99999999999999999999",
        "0000000003600",
        "Sat, 06 Nov 2094 08:49:37 GMT"
      })
  void givesUpOnAServerThatAsksForMoreThanItsLimit(String value) throws Exception {
    try (ScriptedServer server = busyOnce("Retry-After: " + value)) {
      Failure failure = lab.failure(server.url("/a"));

      assertThat(failure.code()).isEqualTo(SOURCE_UNAVAILABLE);
      assertThat(failure.code().retryable()).isTrue();
      assertThat(failure.message()).contains("503", "300 s at most");
      assertThat(server.requests).hasSize(1);
    }
  }

  private static Duration ofMillis(long millis) {
    return Duration.ofMillis(millis);
  }

  // Refusals

  @ParameterizedTest
  @CsvSource({
    "400, SOURCE_REFUSED, 1",
    "401, SOURCE_REFUSED, 1",
    "402, SOURCE_REFUSED, 1",
    "403, SOURCE_REFUSED, 1",
    "404, SOURCE_NOT_FOUND, 1",
    "405, SOURCE_REFUSED, 1",
    "406, SOURCE_REFUSED, 1",
    "407, SOURCE_REFUSED, 1",
    "408, SOURCE_UNAVAILABLE, 5",
    "410, SOURCE_NOT_FOUND, 1",
    "414, SOURCE_REFUSED, 1",
    "418, SOURCE_REFUSED, 1",
    "421, SOURCE_UNAVAILABLE, 5",
    "423, SOURCE_UNAVAILABLE, 5",
    "425, SOURCE_UNAVAILABLE, 5",
    "429, SOURCE_UNAVAILABLE, 5",
    "451, SOURCE_REFUSED, 1",
    "500, SOURCE_UNAVAILABLE, 5",
    "502, SOURCE_UNAVAILABLE, 5",
    "503, SOURCE_UNAVAILABLE, 5",
    "599, SOURCE_UNAVAILABLE, 5"
  })
  void insistsOnlyWhereThatCanHelp(int status, FailureCode code, int tries) throws Exception {
    try (ScriptedServer server =
        new ScriptedServer(
            (number, request, out) ->
                ScriptedServer.send(
                    out,
                    "<html><title>Error</title></html>".getBytes(StandardCharsets.UTF_8),
                    "HTTP/1.1 " + status + " Whatever",
                    "Content-Type: text/html"))) {
      Failure failure = lab.failure(server.url("/a.mp4"));

      assertThat(failure.code()).isEqualTo(code);
      assertThat(failure.message())
          .contains(code.name().endsWith("FOUND") ? "not found" : "" + status);
      assertThat(failure.code().retryable()).isEqualTo(code == SOURCE_UNAVAILABLE);
      assertThat(server.requests).hasSize(tries);
    }
  }

  // Logins

  @Test
  void bringsACookieBackThatARedirectSet() throws Exception {
    try (ScriptedServer server =
        new ScriptedServer(
            (number, request, out) -> {
              if (request.target().equals("/a.mp4") && request.header("Cookie").isEmpty()) {
                ScriptedServer.redirect(out, "/login?back=/a.mp4");
              } else if (request.target().startsWith("/login")) {
                ScriptedServer.redirect(
                    out,
                    "/a.mp4",
                    "Set-Cookie: session=s3cret; Path=/; HttpOnly",
                    "Set-Cookie: other=x; Path=/elsewhere",
                    "Set-Cookie: secure=x; Path=/; Secure",
                    "Set-Cookie: foreign=x; Path=/; Domain=example.org");
              } else {
                ScriptedServer.sendFile(out, FILE);
              }
            })) {
      assertThat(lab.fetch(server.url("/a.mp4")).file()).hasBinaryContent(FILE);

      assertThat(server.requests).hasSize(3);
      assertThat(server.requests.get(2).header("Cookie")).contains("session=s3cret");

      lab.fetch(server.url("/a.mp4"));
      assertThat(server.requests.get(3).header("Cookie")).as("the next download").isEmpty();
    }
  }

  @Test
  void showsACookieToNoOtherOrigin() throws Exception {
    try (ScriptedServer other =
            new ScriptedServer((number, request, out) -> ScriptedServer.sendFile(out, FILE));
        ScriptedServer server =
            new ScriptedServer(
                (number, request, out) ->
                    ScriptedServer.redirect(
                        out, other.url("/a.mp4"), "Set-Cookie: session=s3cret; Path=/"))) {
      lab.fetch(server.url("/a.mp4"));

      assertThat(other.requests.get(0).header("Cookie")).isEmpty();
    }
  }

  static Stream<Arguments> pages() {
    return Stream.of(
        Arguments.of(
            "text/html",
            "<!DOCTYPE html><html><head><title>Log in &amp; go on</title></head>",
            "Log in & go on"),
        Arguments.of(
            "video/mp4", "<!doctype html>\n<html lang=fr><title\n>Connexion</title>", "Connexion"),
        Arguments.of(
            "application/octet-stream", "<HTML><HEAD><TITLE>302\n Found</TITLE>", "302 Found"),
        Arguments.of("x/y", "\ufeff\n <!-- x --><html><body>no title", ""),
        Arguments.of("text/html; charset=utf-8", "Please log in.", ""),
        Arguments.of("text/html", "<p>Please log in.</p>", ""),
        Arguments.of(
            "application/xhtml+xml",
            "<?xml version='1.0'?><!DOCTYPE html PUBLIC 'x'><html><title>T</title>",
            "T"),
        Arguments.of("text/html", "<html>" + " ".repeat(200_000) + "<title>late</title>", ""));
  }

  @ParameterizedTest
  @MethodSource("pages")
  void saysThatAWebPageCame(String type, String page, String title) throws Exception {
    try (ScriptedServer server =
        new ScriptedServer(
            (number, request, out) ->
                ScriptedServer.sendFile(
                    out, page.getBytes(StandardCharsets.UTF_8), "Content-Type: " + type))) {
      Failure failure = lab.failure(server.url("/a.mp4?sig=s3cret"));

      assertThat(failure.code()).isEqualTo(SOURCE_UNREADABLE);
      assertThat(failure.message())
          .startsWith("A web page" + (title.isEmpty() ? "" : " (\"" + title + "\")") + " came from")
          .doesNotContain("s3cret");
      assertThat(server.requests).hasSize(1);
    }
  }

  @Test
  void readsNoMoreOfAPageThanItNeedsAndTellsALittleOfIt() throws Exception {
    try (ScriptedServer server =
        new ScriptedServer(
            (number, request, out) -> {
              ScriptedServer.send(
                  out,
                  ("<html><title>" + "é".repeat(1000) + "\u0000\n</title>")
                      .getBytes(StandardCharsets.UTF_8),
                  "HTTP/1.1 200 OK");
              while (true) {
                out.write(new byte[1 << 16]);
              }
            })) {
      assertThat(lab.failure(server.url("/a.mp4")).message())
          .contains("é".repeat(100) + "…")
          .hasSizeLessThan(400);
    }
  }

  static Stream<Arguments> otherFiles() {
    return Stream.of(
        Arguments.of("text/html", "<?xml version='1.0'?><mediapackage xmlns='http://m'/>"),
        Arguments.of("text/html", "<mediapackage xmlns='http://m'/>"),
        Arguments.of("text/html", "<smil xmlns='http://www.w3.org/ns/SMIL'/>"),
        Arguments.of("text/html", "<svg xmlns='http://www.w3.org/2000/svg'/>"),
        Arguments.of("text/html", "\0\0\0 ftypisom"),
        Arguments.of("text/html", "\u001aE\u00df\u00a3 webm"),
        Arguments.of("text/plain", "Please log in."));
  }

  @ParameterizedTest
  @MethodSource("otherFiles")
  void takesOtherFilesForWhatTheyAreWhateverTheirServerCallsThem(String type, String content)
      throws Exception {
    byte[] body = content.getBytes(StandardCharsets.UTF_8);
    try (ScriptedServer server =
        new ScriptedServer(
            (number, request, out) ->
                ScriptedServer.sendFile(out, body, "Content-Type: " + type))) {
      assertThat(lab.fetch(server.url("/a")).file()).hasBinaryContent(body);
    }
  }

  // Compression

  private static byte[] gzip(byte[] bytes) throws Exception {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(zipped)) {
      gzip.write(bytes);
    }
    return zipped.toByteArray();
  }

  private static byte[] deflate(byte[] bytes, boolean raw) throws Exception {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (OutputStream deflate = new DeflaterOutputStream(zipped, new Deflater(-1, raw))) {
      deflate.write(bytes);
    }
    return zipped.toByteArray();
  }

  private ScriptedServer encoding(byte[] body, String encoding) throws Exception {
    return new ScriptedServer(
        (number, request, out) ->
            ScriptedServer.sendFile(out, body, "Content-Encoding: " + encoding));
  }

  @Test
  void undoesWhatItDidNotAskFor() throws Exception {
    byte[] twice = gzip(deflate(FILE, false));
    for (ScriptedServer server :
        List.of(
            encoding(gzip(FILE), "gzip"),
            encoding(gzip(FILE), "X-GZip"),
            encoding(gzip(FILE), "identity, gzip"),
            encoding(deflate(FILE, false), "deflate"),
            encoding(deflate(FILE, true), "deflate"),
            encoding(twice, "deflate, gzip"),
            encoding(FILE, "identity"),
            encoding(FILE, "gzip"))) {
      try (server) {
        assertThat(lab.fetch(server.url("/a.mp4")).file()).hasBinaryContent(FILE);
        assertThat(server.requests.get(0).header("Accept-Encoding")).contains("identity");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"br", "zstd", "compress", "aws-chunked", "gzip, br"})
  void namesACompressionThatItCannotUndo(String encoding) throws Exception {
    try (ScriptedServer server = encoding(FILE, encoding)) {
      Failure failure = lab.failure(server.url("/a.mp4"));

      assertThat(failure.code()).isEqualTo(SOURCE_UNREADABLE);
      assertThat(failure.message()).contains('"' + encoding.replaceAll(".*, ", "") + '"');
      assertThat(server.requests).hasSize(1);
    }
  }

  @Test
  void noticesACompressedFileThatBreaksOff() throws Exception {
    byte[] zipped = gzip(FILE);
    try (ScriptedServer server = encoding(Arrays.copyOf(zipped, zipped.length - 100), "gzip")) {
      Failure failure = lab.failure(server.url("/a.mp4"));

      assertThat(failure.code()).isEqualTo(SOURCE_INCOMPLETE);
      assertThat(failure.message())
          .endsWith("with error: the compressed file ends too early.")
          .doesNotContain("Exception");
      assertThat(server.requests).hasSize(5);
    }
  }

  @Test
  void quotesOnlyTheBeginningOfALongAddress() throws Exception {
    try (ScriptedServer server =
        new ScriptedServer(
            (number, request, out) ->
                ScriptedServer.send(out, new byte[0], "HTTP/1.1 404 Not Found"))) {
      String message = lab.failure(server.url("/" + "x".repeat(6_000))).message();

      assertThat(message).hasSizeLessThan(300).contains("xxx…", "was not found on the server");
    }
  }

  @Test
  void countsTheBytesOfTheFileNotTheCompressedOnes() throws Exception {
    lab.config = new DownloadConfig(List.of(), true, 1_000_000, Set.of());
    try (ScriptedServer server = encoding(gzip(new byte[2_000_000]), "gzip")) {
      assertThat(lab.failure(server.url("/a.mp4")).code()).isEqualTo(FailureCode.SOURCE_TOO_LARGE);
    }
  }

  // Certificates

  /** A server with a certificate by {@link #authority}, made by the JDK's keytool. */
  private ScriptedServer secure(String name, String... options) throws Exception {
    List<String> signed = new ArrayList<>(List.of("-alias", name, "-dname", "CN=" + name));
    signed.addAll(List.of("-signer", "ca"));
    signed.addAll(List.of(options));
    keytool(store(), signed.toArray(String[]::new));
    KeyStore keys = KeyStore.getInstance(store().toFile(), "changeit".toCharArray());
    for (String other : Collections.list(keys.aliases())) {
      if (!other.equals(name)) {
        keys.deleteEntry(other);
      }
    }
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(keys, "changeit".toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(factory.getKeyManagers(), null, null);
    ServerSocketFactory sockets = context.getServerSocketFactory();
    return new ScriptedServer(
        sockets, (number, request, out) -> ScriptedServer.sendFile(out, FILE));
  }

  private Path store() {
    return folder.resolve("keys.p12");
  }

  private void authority() throws Exception {
    keytool(store(), "-alias", "ca", "-dname", "CN=ca", "-ext", "bc:c", "-validity", "30");
    KeyStore keys = KeyStore.getInstance(store().toFile(), "changeit".toCharArray());
    Files.writeString(
        folder.resolve("ca.pem"),
        "-----BEGIN CERTIFICATE-----\n"
            + Base64.getMimeEncoder().encodeToString(keys.getCertificate("ca").getEncoded())
            + "\n-----END CERTIFICATE-----\n");
  }

  private static void keytool(Path store, String... options) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of("-genkeypair", "-keyalg", "EC", "-storetype", "PKCS12"));
    command.addAll(List.of("-storepass", "changeit", "-keystore", store.toString()));
    command.addAll(List.of(options));
    assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
  }

  private void trustAuthority() throws Exception {
    lab.network =
        Network.of(
            new ProxyConfig(
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.of(folder.resolve("ca.pem")),
                Optional.empty()));
  }

  private Failure untrusted(ScriptedServer server) {
    Failure failure = lab.failure(server.url("/a.mp4").replace("http:", "https:"));
    assertThat(failure.code()).as(failure.message()).isEqualTo(SOURCE_UNTRUSTED);
    assertThat(failure.code().retryable()).isFalse();
    assertThat(failure.message()).doesNotContain(folder.toString());
    return failure;
  }

  @Test
  void saysWhatIsWrongWithACertificate() throws Exception {
    authority();
    String here = "SAN=ip:127.0.0.1";
    try (ScriptedServer good = secure("good", "-ext", here);
        ScriptedServer expired =
            secure("expired", "-ext", here, "-startdate", "-10d", "-validity", "3");
        ScriptedServer early = secure("early", "-ext", here, "-startdate", "+10d");
        ScriptedServer foreign = secure("foreign", "-ext", "SAN=dns:media.example")) {
      assertThat(untrusted(good).message()).contains("SSL_CERT_FILE");

      trustAuthority();

      assertThat(lab.fetch(good.url("/a").replace("http:", "https:")).file())
          .hasBinaryContent(FILE);
      assertThat(untrusted(expired).message()).contains("has expired");
      assertThat(untrusted(early).message()).contains("not valid yet");
      assertThat(untrusted(foreign).message()).contains("another host name");
    }
  }
}
