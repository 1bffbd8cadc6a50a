package io.mediarunner.verticles.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("security")
class ConnectionLimitTest {
  private static final long LIMIT_SECONDS = 20;
  private static final int MOST = 40;
  private static final int SHARE = 10;

  private final ConnectionLimit limit = new ConnectionLimit(MOST);
  private final List<Socket> sockets = new ArrayList<>();
  private Vertx vertx;
  private HttpServer server;

  @BeforeEach
  void listen() throws Exception {
    vertx = Vertx.builder().withTransport(limit).build();
    Listening listening =
        new Listening(
            Optional.empty(),
            new HttpLimits(Duration.ofSeconds(3), Duration.ofSeconds(3), Duration.ofSeconds(3)));
    server =
        HttpGuard.install(
                vertx,
                vertx.createHttpServer(listening.options()),
                listening.limits(),
                request -> request.response().end("pong"))
            .listen(0, "0.0.0.0")
            .await(LIMIT_SECONDS, TimeUnit.SECONDS);
  }

  @AfterEach
  void close() throws Exception {
    for (Socket socket : sockets) {
      socket.close();
    }
    vertx.close().await(LIMIT_SECONDS, TimeUnit.SECONDS);
  }

  private Socket open(String from) throws IOException {
    Socket socket = new Socket();
    sockets.add(socket);
    socket.bind(new InetSocketAddress(from, 0));
    socket.setSoTimeout(5_000);
    socket.connect(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), server.actualPort()), 5_000);
    return socket;
  }

  private String ask(String from) throws IOException {
    Socket socket = open(from);
    socket
        .getOutputStream()
        .write(
            "GET / HTTP/1.1\r\nHost: r\r\nConnection: close\r\n\r\n"
                .getBytes(StandardCharsets.US_ASCII));
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
  }

  /** Opens so many, says half a request on each, and counts those that stay. */
  private int hold(String from, int count) throws IOException {
    List<Socket> opened = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      try {
        Socket socket = open(from);
        socket.getOutputStream().write("GET / HT".getBytes(StandardCharsets.US_ASCII));
        opened.add(socket);
      } catch (IOException e) {
        // reset at once
      }
    }
    int stay = 0;
    for (Socket socket : opened) {
      try {
        socket.setSoTimeout(50);
        stay += socket.getInputStream().read() >= 0 ? 1 : 0;
      } catch (SocketTimeoutException e) {
        stay++;
      } catch (IOException e) {
        // reset
      }
    }
    return stay;
  }

  @Test
  void letsOneClientHaveAQuarterAndAnswersTheOthers() throws Exception {
    assertThat(hold("127.0.0.1", 30)).isEqualTo(SHARE);
    assertThat(ask("127.0.0.2")).endsWith("pong");
  }

  @Test
  void holdsNoMoreThanItsLimitInAll() throws Exception {
    int stay = 0;
    for (int client = 1; client <= 6; client++) {
      stay += hold("127.0.0." + client, 12);
    }
    assertThat(stay).isLessThanOrEqualTo(MOST);
    assertThat(limit.open()).isEqualTo(MOST);
  }

  @Test
  void letsClientsInAgainWhenOthersHaveGoneOrWereTooSlow() throws Exception {
    hold("127.0.0.1", 12);
    await().atMost(Duration.ofSeconds(20)).until(() -> limit.open() == 0);
    assertThat(ask("127.0.0.1")).endsWith("pong");
  }

  @Test
  void countsTheAddressesOfAnIpv6NetworkAsOneClient() throws Exception {
    for (int i = 0; i < SHARE; i++) {
      assertThat(limit.admit(InetAddress.getByName("2001:db8:0:1::" + i))).isPresent();
    }
    assertThat(limit.admit(InetAddress.getByName("2001:db8:0:1:ffff::1"))).isEmpty();
    assertThat(limit.admit(InetAddress.getByName("2001:db8:0:2::1"))).as("another").isPresent();
  }

  @ParameterizedTest
  @CsvSource({
    "9223372036854775807, 1024",
    "4096, 1024",
    "4095, 1023",
    "1024, 256",
    "256, 64",
    "3, 4"
  })
  void staysBelowAQuarterOfTheOpenFiles(long files, int connections) {
    assertThat(ConnectionLimit.most(files)).isEqualTo(connections);
  }
}
