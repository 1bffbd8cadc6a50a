package io.mediarunner.verticles.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mediarunner.verticles.NoBlockedThreads;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Managers that say too much or too slowly. */
@Tag("security")
@ExtendWith({VertxExtension.class, NoBlockedThreads.class})
class BoundedCallTest {
  private static final long LIMIT_SECONDS = 20;

  /** What one connection gets. */
  private interface Script {
    void answer(OutputStream out) throws IOException, InterruptedException;
  }

  private static HttpReply call(Vertx vertx, Duration limit, Script script) throws Exception {
    try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Thread thread =
          new Thread(
              () -> {
                try (Socket socket = server.accept()) {
                  byte[] request = new byte[4096];
                  assertThat(socket.getInputStream().read(request)).isPositive();
                  script.answer(socket.getOutputStream());
                } catch (IOException e) {
                  // the client hung up
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              });
      thread.start();
      HttpClient client = vertx.createHttpClient();
      try {
        return BoundedCall.send(
                vertx,
                client,
                new RequestOptions()
                    .setMethod(HttpMethod.POST)
                    .setAbsoluteURI("http://127.0.0.1:" + server.getLocalPort() + "/"),
                Buffer.buffer("{}"),
                limit,
                BoundedCall.MOST_BYTES)
            .await(LIMIT_SECONDS, TimeUnit.SECONDS);
      } finally {
        thread.join();
        client.close().await(LIMIT_SECONDS, TimeUnit.SECONDS);
      }
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  @ParameterizedTest
  @CsvSource({"Content-Length: 655360, x", "Transfer-Encoding: chunked, '1\r\nx\r\n'", "X: y, x"})
  void keepsTheBeginningOfAnAnswerOfTenTimesTheSize(String header, String piece, Vertx vertx)
      throws Exception {
    HttpReply answer =
        call(
            vertx,
            Duration.ofSeconds(15),
            out -> {
              out.write(bytes("HTTP/1.1 200 OK\r\n" + header + "\r\n\r\n"));
              byte[] much = bytes(piece.repeat(65_536));
              for (int i = 0; i < 10; i++) {
                out.write(much);
              }
              Thread.sleep(300);
            });

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).hasSize(BoundedCall.MOST_BYTES).startsWith("xxx").endsWith("xxx");
  }

  @Test
  void takesAShortAnswerWhole(Vertx vertx) throws Exception {
    HttpReply answer =
        call(
            vertx,
            Duration.ofSeconds(15),
            out -> out.write(bytes("HTTP/1.1 409 No\r\nContent-Length: 3\r\n\r\nabc")));

    assertThat(answer).isEqualTo(new HttpReply(409, "", "abc"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 ",
        "HTTP/1.1 200 OK\r\nA: ",
        "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n"
      })
  void waitsNoLongerThanItsLimitHoweverTheManagerDrips(String begin, Vertx vertx) {
    long start = System.nanoTime();
    assertThatThrownBy(
            () ->
                call(
                    vertx,
                    Duration.ofMillis(600),
                    out -> {
                      out.write(bytes(begin));
                      for (int i = 0; i < 8; i++) {
                        out.write('x');
                        out.flush();
                        Thread.sleep(200);
                      }
                    }))
        .hasMessageContaining("no whole answer");
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
  }

  @ParameterizedTest
  @ValueSource(strings = {"A: b\r\n", "A"})
  void readsNoHeadersWithoutEnd(String piece, Vertx vertx) {
    assertThatThrownBy(
            () ->
                call(
                    vertx,
                    Duration.ofSeconds(15),
                    out -> {
                      out.write(bytes("HTTP/1.1 200 OK\r\n"));
                      byte[] much = bytes(piece.repeat(10_000));
                      for (int i = 0; i < 100; i++) {
                        out.write(much);
                      }
                    }))
        .isInstanceOf(Exception.class)
        .hasMessageNotContaining("no whole answer");
  }
}
