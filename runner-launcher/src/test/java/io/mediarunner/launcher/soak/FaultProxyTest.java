package io.mediarunner.launcher.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The proxy does to real sockets what it says. */
class FaultProxyTest {
  private static final Duration SILENCE = Duration.ofSeconds(2);
  private final AtomicInteger calls = new AtomicInteger();
  private HttpServer server;

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          calls.incrementAndGet();
          byte[] echo = exchange.getRequestBody().readAllBytes();
          exchange.sendResponseHeaders(200, echo.length);
          exchange.getResponseBody().write(echo);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void close() {
    server.stop(0);
  }

  private HttpResponse<String> call(Fault fault) throws Exception {
    URI target = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    try (FaultProxy proxy = new FaultProxy(target, SILENCE, line -> fault)) {
      return HttpClient.newHttpClient()
          .send(
              HttpRequest.newBuilder(proxy.url().resolve("/task"))
                  .timeout(Duration.ofSeconds(20))
                  .POST(HttpRequest.BodyPublishers.ofString("twelve bytes"))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"NONE", "STALL", "DRIP", "TWICE"})
  void passesAnAnswerOnInTheEnd(Fault fault) throws Exception {
    long begin = System.nanoTime();

    assertThat(call(fault).body()).isEqualTo("twelve bytes");

    boolean slow = fault == Fault.STALL || fault == Fault.DRIP;
    assertThat(System.nanoTime() - begin >= SILENCE.toNanos()).isEqualTo(slow);
    assertThat(calls).hasValue(fault == Fault.TWICE ? 2 : 1);
  }

  @ParameterizedTest
  @EnumSource(
      names = {"REFUSE", "RESET", "ANSWER_LOST", "TRUNCATE", "HALF_CLOSE", "LENGTH_TOO_LARGE"})
  void letsACallFail(Fault fault) {
    assertThatThrownBy(() -> call(fault)).isInstanceOf(IOException.class);

    assertThat(calls.get() > 0).isEqualTo(fault != Fault.REFUSE && fault != Fault.RESET);
  }

  @Test
  void lies() throws Exception {
    assertThat(call(Fault.LENGTH_TOO_SMALL).body()).isEqualTo("twelve");
    assertThat(call(Fault.ERROR_500).statusCode()).isEqualTo(500);
    assertThat(calls).hasValue(1);
  }
}
