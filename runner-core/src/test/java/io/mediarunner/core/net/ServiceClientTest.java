package io.mediarunner.core.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mediarunner.core.fetch.ScriptedServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.Stream;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Services that say too much, too slowly, or send their caller elsewhere. */
@Tag("security")
class ServiceClientTest {
  private static final int MOST = 64 << 10;
  private static final String OK = "HTTP/1.1 200 OK\r\n";

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  static Stream<Arguments> talkers() {
    return Stream.of(
        Arguments.of("a body ten times too large", OK + "\r\n", "x"),
        Arguments.of("such a body, announced", OK + "Content-Length: 655360\r\n\r\n", "x"),
        Arguments.of("chunks", OK + "Transfer-Encoding: chunked\r\n\r\n", "1\r\nx\r\n"),
        Arguments.of("headers", OK, "A: b\r\n"),
        Arguments.of("a header", OK + "A: ", "x"),
        Arguments.of("answers 100", "", "HTTP/1.1 100 Continue\r\n\r\n"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("talkers")
  void cutsOffWhoSaysTooMuch(String what, String once, String again) throws Exception {
    try (ScriptedServer server =
            new ScriptedServer(
                (number, request, out) -> {
                  out.write(bytes(once));
                  byte[] more = bytes(again.repeat(1 + 4000 / again.length()));
                  for (long sent = 0; sent < 10L << 20; sent += more.length) {
                    out.write(more);
                  }
                });
        ServiceClient client = new ServiceClient(Duration.ofSeconds(30))) {
      assertThatThrownBy(() -> client.call(new HttpGet(server.url("/")), MOST))
          .as(what)
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void takesAnAnswerOfJustTheMost() throws Exception {
    try (ScriptedServer server =
            new ScriptedServer(
                (number, request, out) -> ScriptedServer.sendFile(out, new byte[MOST]));
        ServiceClient client = new ServiceClient(Duration.ofSeconds(30))) {
      assertThat(client.call(new HttpGet(server.url("/")), MOST).body()).hasSize(MOST);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", OK, OK + "\r\n"})
  void waitsNoLongerThanItsLimitHoweverTheServiceDrips(String begin) throws Exception {
    try (ScriptedServer server =
            new ScriptedServer(
                (number, request, out) -> {
                  out.write(bytes(begin));
                  while (true) {
                    out.write('A');
                    out.flush();
                    Thread.sleep(20);
                  }
                });
        ServiceClient client = new ServiceClient(Duration.ofMillis(500))) {
      long start = System.nanoTime();
      assertThatThrownBy(() -> client.call(new HttpGet(server.url("/")), MOST))
          .isInstanceOf(IOException.class);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303, 307, 308})
  void takesNoKeyToWhereverARedirectLeads(int status) throws Exception {
    try (ScriptedServer thief =
            new ScriptedServer(
                (number, request, out) -> ScriptedServer.sendFile(out, bytes("{}")));
        ScriptedServer service =
            new ScriptedServer(
                (number, request, out) ->
                    ScriptedServer.send(
                        out,
                        new byte[0],
                        "HTTP/1.1 " + status + " Go",
                        "Content-Length: 0",
                        "Location: " + thief.url("/")));
        ServiceClient client = new ServiceClient(Duration.ofSeconds(10))) {
      HttpPost post = new HttpPost(service.url("/"));
      post.setHeader("Authorization", "Bearer hush");
      post.setEntity(new StringEntity("{\"api_key\":\"hush\"}"));

      assertThat(client.call(post, MOST).status()).isEqualTo(status);
      assertThat(thief.requests).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"169.254.169.254", "[fe80::1]", "100.100.100.200"})
  void callsNoMetadataService(String host) {
    try (ServiceClient client = new ServiceClient(Duration.ofSeconds(5))) {
      assertThatThrownBy(() -> client.call(new HttpGet("http://" + host + "/"), MOST))
          .hasMessageContaining("metadata");
    }
  }
}
