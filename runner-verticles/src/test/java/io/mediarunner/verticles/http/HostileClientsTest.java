package io.mediarunner.verticles.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.mediarunner.verticles.web.HttpLimits;
import io.mediarunner.verticles.web.Listening;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Clients that keep the runner waiting, or send what two servers would read differently. */
@Tag("security")
class HostileClientsTest extends ApiTest {
  private static final int SOCKET_LIMIT_MILLIS = 10_000;
  private static final String HEAD = "POST /task/run HTTP/1.1\r\nHost: runner.test\r\n";
  private static final String SMUGGLED = "GET /runner/ping HTTP/1.1\r\nHost: runner.test\r\n\r\n";

  @Override
  Listening listening() {
    return new Listening(
        Optional.empty(),
        new HttpLimits(Duration.ofMillis(500), Duration.ofMillis(700), Duration.ofMillis(600)));
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), http.port());
    socket.setSoTimeout(SOCKET_LIMIT_MILLIS);
    return socket;
  }

  private static void write(Socket socket, String text) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(text.getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
  }

  private static String readAll(Socket socket) throws IOException {
    StringBuilder read = new StringBuilder();
    byte[] buffer = new byte[4096];
    try {
      for (int n; (n = socket.getInputStream().read(buffer)) >= 0; ) {
        read.append(new String(buffer, 0, n, StandardCharsets.ISO_8859_1));
      }
    } catch (SocketException e) {
      // reset: over as well
    }
    return read.toString();
  }

  static Stream<Arguments> ambiguous() {
    String json = AUTH + "\r\n" + JSON + "\r\n";
    String chunked = "0\r\n\r\n";
    return Stream.of(
            arguments(
                "both lengths", "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", chunked),
            arguments(
                "both, other order",
                "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n",
                chunked),
            arguments(
                "both, length 0", "Content-Length: 0\r\nTransfer-Encoding: chunked\r\n", chunked),
            arguments("two lengths", "Content-Length: 0\r\nContent-Length: 44\r\n", ""),
            arguments("two lengths in one", "Content-Length: 0, 44\r\n", ""),
            arguments("signed length", "Content-Length: +0\r\n", ""),
            arguments("negative length", "Content-Length: -1\r\n", ""),
            arguments("hexadecimal length", "Content-Length: 0x0\r\n", ""),
            arguments("huge length", "Content-Length: 18446744073709551616\r\n", ""),
            arguments("empty length", "Content-Length:\r\n", ""),
            arguments("identity", "Transfer-Encoding: identity\r\n", ""),
            arguments("gzip", "Transfer-Encoding: gzip\r\n", chunked),
            arguments("gzip, chunked", "Transfer-Encoding: gzip, chunked\r\n", chunked),
            arguments("chunked, identity", "Transfer-Encoding: chunked, identity\r\n", chunked),
            arguments("chunked twice", "Transfer-Encoding: chunked, chunked\r\n", chunked),
            arguments(
                "two headers",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n",
                chunked),
            arguments(
                "two headers, other order",
                "Transfer-Encoding: identity\r\nTransfer-Encoding: chunked\r\n",
                chunked),
            arguments("xchunked", "Transfer-Encoding: xchunked\r\n", chunked),
            arguments("quoted", "Transfer-Encoding: \"chunked\"\r\n", chunked),
            arguments("with a parameter", "Transfer-Encoding: chunked;q=1\r\n", chunked),
            arguments("vertical tab", "Transfer-Encoding: \u000bchunked\r\n", chunked),
            arguments("blank before the colon", "Transfer-Encoding : chunked\r\n", chunked),
            arguments("tab before the colon", "Transfer-Encoding\t: chunked\r\n", chunked),
            arguments("folded", "Transfer-Encoding:\r\n chunked\r\n", chunked),
            arguments("NUL in the value", "Transfer-Encoding: chunked\u0000\r\n", chunked),
            arguments("NUL in the name", "Transfer-\u0000Encoding: chunked\r\n", chunked),
            arguments("bare CR", "X: a\rTransfer-Encoding: chunked\r\n", chunked),
            arguments("no colon", "Transfer-Encoding\r\n", ""),
            arguments("bad chunk size", "Transfer-Encoding: chunked\r\n", "zz\r\nabc\r\n0\r\n\r\n"),
            arguments("signed chunk size", "Transfer-Encoding: chunked\r\n", "+0\r\n\r\n"),
            arguments("hexadecimal chunk size", "Transfer-Encoding: chunked\r\n", "0x0\r\n\r\n"),
            arguments(
                "a chunk without its end", "Transfer-Encoding: chunked\r\n", "1\r\nZZZ0\r\n\r\n"))
        .map(shape -> arguments(shape.get()[0], json + shape.get()[1] + "\r\n" + shape.get()[2]));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("ambiguous")
  void refusesWhatTwoServersWouldReadDifferently(String what, String rest) throws Exception {
    try (Socket socket = connect()) {
      write(socket, HEAD + rest + SMUGGLED);
      String answers = readAll(socket);
      // Where chunks go wrong within the body, the connection just ends.
      assertThat(answers).as(what).matches(what.contains("chunk ") ? "" : "(?s)HTTP/1.[01] 400 .*");
      assertThat(answers.split("HTTP/1\\.[01] ", -1)).as("answers to " + what).hasSizeLessThan(3);
    }
    assertThat(send("GET", "/runner/ping").status()).isEqualTo(200);
  }

  @Test
  void readsNoChunksOfHttp10() throws Exception {
    try (Socket socket = connect()) {
      write(
          socket,
          "POST /task/run HTTP/1.0\r\n"
              + AUTH
              + "\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
              + SMUGGLED);
      String answers = readAll(socket);
      assertThat(answers).contains(" 400 ");
      assertThat(answers.split("HTTP/1\\.[01] ", -1)).hasSize(2);
    }
  }

  static Stream<Arguments> tooLong() {
    String line = "GET /runner/ping?" + "a".repeat(20_000) + " HTTP/1.1\r\nHost: h\r\n\r\n";
    String header = "GET /runner/ping HTTP/1.1\r\nHost: h\r\nX: " + "a".repeat(20_000) + "\r\n\r\n";
    String many = "GET /runner/ping HTTP/1.1\r\n" + "X: a\r\n".repeat(20_000) + "\r\n";
    String trailers =
        HEAD + AUTH + "\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n" + "X: a\r\n".repeat(20_000);
    String extension =
        HEAD + AUTH + "\r\nTransfer-Encoding: chunked\r\n\r\n1;" + "a".repeat(40_000) + "\r\nx";
    return Stream.of(
        arguments("request line", line, " 414 "),
        arguments("header", header, " 431 "),
        arguments("headers", many, " 431 "),
        arguments("trailers", trailers, ""),
        arguments("chunk extension", extension, ""));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("tooLong")
  void readsOnlySoMuch(String what, String request, String status) throws Exception {
    try (Socket socket = connect()) {
      try {
        write(socket, request);
      } catch (SocketException e) {
        // closed before all was sent
      }
      String answer = readAll(socket);
      assertThat(answer).as(what).doesNotContain(" 200 ");
      if (!answer.isEmpty()) {
        assertThat(answer).contains(status);
      }
    }
  }

  static Stream<Arguments> atTheEdge() {
    return Stream.of(
        arguments("request line of 8190 bytes", lineOf(8190), " 200 "),
        arguments("request line of 8193 bytes", lineOf(8193), " 414 "),
        arguments("headers of 8180 bytes", headersOf(8180), " 200 "),
        arguments("headers of 8193 bytes", headersOf(8193), " 431 "));
  }

  private static String lineOf(int bytes) {
    String begin = "GET /runner/ping?";
    String end = " HTTP/1.1";
    return begin
        + "a".repeat(bytes - begin.length() - end.length())
        + end
        + "\r\nHost: h\r\nConnection: close\r\n\r\n";
  }

  /** Without the ends of their lines. */
  private static String headersOf(int bytes) {
    String others = "Host: h\r\nConnection: close\r\nX: ";
    return "GET /runner/ping HTTP/1.1\r\n"
        + others
        + "a".repeat(bytes - others.replace("\r\n", "").length())
        + "\r\n\r\n";
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("atTheEdge")
  void readsEightKibibytesAndNoMore(String what, String request, String status) throws Exception {
    try (Socket socket = connect()) {
      write(socket, request);
      assertThat(readAll(socket)).as(what).contains(status);
    }
  }

  static Stream<Arguments> slow() {
    return Stream.of(
        arguments("silent", "", ""),
        arguments("half a request line", "GET /runn", ""),
        arguments("half the headers", "GET /runner/ping HTTP/1.1\r\nHost: ru", ""),
        arguments(
            "no body", HEAD + AUTH + "\r\n" + JSON + "\r\nContent-Length: 10\r\n\r\n", " 408 "),
        arguments(
            "no chunks",
            HEAD + AUTH + "\r\n" + JSON + "\r\nTransfer-Encoding: chunked\r\n\r\n",
            " 408 "),
        arguments(
            "a body that nobody reads",
            "GET /runner/ping HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\n",
            " 200 "),
        arguments("no next request", "GET /runner/ping HTTP/1.1\r\nHost: h\r\n\r\n", " 200 "),
        arguments(
            "half the next request",
            "GET /runner/ping HTTP/1.1\r\nHost: h\r\n\r\nGET /run",
            " 200 "));
  }

  /** The client sends a byte now and then, so that it is never silent for long. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("slow")
  void waitsForNobody(String what, String begin, String answer) throws Exception {
    long started = System.nanoTime();
    try (Socket socket = connect()) {
      write(socket, begin);
      boolean drips = !begin.isEmpty() && !what.equals("no next request");
      Thread drip = new Thread(() -> drip(socket, what.equals("no chunks") ? "1\r\n \r\n" : " "));
      if (drips) {
        drip.start();
      }
      assertThat(readAll(socket)).as(what).contains(answer);
      assertThat(Duration.ofNanos(System.nanoTime() - started))
          .as(what)
          .isLessThan(Duration.ofSeconds(4));
      drip.join();
    }
  }

  private static void drip(Socket socket, String drop) {
    try {
      for (int i = 0; i < 9; i++) {
        Thread.sleep(150);
        write(socket, drop);
      }
    } catch (IOException e) {
      // closed, as it should be
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void looksAtNoFurtherTokenAfterTenWrongOnes() throws Exception {
    for (int i = 0; i < 10; i++) {
      assertError(
          send("GET", "/task/status/a", "X-API-Token: guess " + i),
          401,
          "Invalid or expired token",
          "TOKEN_INVALID");
    }
    RawHttp.Response locked = send("GET", "/task/status/a", AUTH);
    assertError(locked, 429, "Too many wrong tokens; wait a minute", "TOO_MANY_GUESSES");
    assertThat(locked.header("Retry-After")).isEqualTo("60");
    assertThat(send("GET", "/runner/ping").status()).as("needs no token").isEqualTo(200);
    assertThat(send("GET", "/task/status/a", AUTH, "X-Forwarded-For: 192.0.2.7").status())
        .as("another client")
        .isEqualTo(200);
  }

  @Test
  void anOldTokenThatIsSentAgainAndAgainLocksNobodyOut() throws Exception {
    for (int i = 0; i < 30; i++) {
      assertThat(send("GET", "/task/status/a", "X-API-Token: the old one").status()).isEqualTo(401);
    }
    assertThat(send("GET", "/task/status/a", AUTH).status()).isEqualTo(200);
  }
}
