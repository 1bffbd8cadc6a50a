package io.mediarunner.core.fetch;

import static io.mediarunner.core.error.FailureCode.SOURCE_UNAVAILABLE;
import static io.mediarunner.core.error.FailureCode.SOURCE_URL_INVALID;
import static org.assertj.core.api.Assertions.assertThat;

import io.mediarunner.core.config.DownloadConfig;
import io.mediarunner.core.config.ProxyConfig;
import io.mediarunner.core.config.ProxyServer;
import io.mediarunner.core.error.Failure;
import io.mediarunner.core.net.ClosedPlaces;
import io.mediarunner.core.net.Network;
import io.mediarunner.core.retry.Backoff;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is asked of whom, by the address of a source and by redirects. */
@Tag("security")
class DownloadUrlsTest {
  private static final byte[] FILE = "the file".getBytes(StandardCharsets.UTF_8);

  @TempDir private Path folder;
  private FetchLab lab;

  @BeforeEach
  void setUp() {
    lab = new FetchLab(folder);
  }

  private static ScriptedServer.Script file() {
    return (number, request, out) -> ScriptedServer.sendFile(out, FILE);
  }

  /** Redirects the first request. */
  private static ScriptedServer.Script redirecting(String location) {
    return (number, request, out) -> {
      if (number == 1) {
        ScriptedServer.redirect(out, location);
      } else {
        ScriptedServer.sendFile(out, FILE);
      }
    };
  }

  @ParameterizedTest
  @CsvSource({
    "/a[1].mp4, /a%5B1%5D.mp4, a[1].mp4",
    "/100%.mp4, /100%25.mp4, 100%.mp4",
    "/50%25.mp4, /50%25.mp4, 50%.mp4",
    "/a b|c^d.mp4, /a%20b%7Cc%5Ed.mp4, a b|c^d.mp4",
    "/k//e///y.mp4?sig=a%2Fb//c&x=[1], /k//e///y.mp4?sig=a%2Fb//c&x=[1], y.mp4",
    "/%C3%A9t%c3%a9/été.mp4#t=3, /%C3%A9t%c3%a9/%C3%A9t%C3%A9.mp4, été.mp4",
    "//a.mp4, //a.mp4, a.mp4",
    "/a%2Fb.mp4, /a%2Fb.mp4, b.mp4"
  })
  void asksForExactlyWhatTheAddressMeans(String path, String target, String name) throws Exception {
    try (ScriptedServer server = new ScriptedServer(file())) {
      FetchedSource source = lab.fetch(server.url(path));

      assertThat(source.name()).isEqualTo(name);
      assertThat(server.requests.get(0).target()).isEqualTo(target);
      assertThat(server.requests.get(0).header("Host")).contains("127.0.0.1:" + server.port());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "?z=1, /x//a/b.mp4?z=1",
    "c.mp4, /x//a/c.mp4",
    "../c.mp4, /x//c.mp4",
    "/c//d.mp4, /c//d.mp4",
    "c d[1].mp4?q=%, /x//a/c%20d%5B1%5D.mp4?q=%25",
    "c.mp4#t=1, /x//a/c.mp4",
    "' c.mp4 ', /x//a/c.mp4",
    "./été.mp4, /x//a/%C3%A9t%C3%A9.mp4"
  })
  void followsRelativeRedirectsAsTheStandardSays(String location, String target) throws Exception {
    try (ScriptedServer server = new ScriptedServer(redirecting(location))) {
      assertThat(lab.fetch(server.url("/x//a/b.mp4?y=2")).file()).hasBinaryContent(FILE);

      assertThat(server.requests).hasSize(2);
      assertThat(server.requests.get(1).target()).isEqualTo(target);
    }
  }

  @Test
  void readsAccentsInARedirectAsTheUtf8ThatTheyAre() throws Exception {
    String utf8 =
        new String("/é.mp4".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    try (ScriptedServer server = new ScriptedServer(redirecting(utf8))) {
      lab.fetch(server.url("/a"));

      assertThat(server.requests.get(1).target()).isEqualTo("/%C3%A9.mp4");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "http://media_store:8080/a//b[1].mp4, http://media_store:8080/a//b%5B1%5D.mp4, media_store:8080",
    "http://Médias.example/a.mp4, http://xn--mdias-bsa.example/a.mp4, xn--mdias-bsa.example",
    "http://www.straße.example/a.mp4, http://www.xn--strae-oqa.example/a.mp4, www.xn--strae-oqa.example",
    "http://straße.example/a.mp4, http://xn--strae-oqa.example/a.mp4, xn--strae-oqa.example",
    "http://[2001:DB8::1]:81/a, http://[2001:db8::1]:81/a, [2001:db8::1]:81"
  })
  void takesHostsThatJavaDoesNot(String url, String line, String host) throws Exception {
    try (ScriptedServer proxy = new ScriptedServer(file())) {
      ProxyServer server =
          new ProxyServer("127.0.0.1", proxy.port(), Optional.empty(), Optional.empty());
      lab.network =
          Network.of(
              new ProxyConfig(
                  Optional.of(server),
                  Optional.empty(),
                  List.of(),
                  Optional.empty(),
                  Optional.empty()));

      assertThat(lab.fetch(url).file()).hasBinaryContent(FILE);

      assertThat(proxy.requests.get(0).target()).isEqualTo(line);
      assertThat(proxy.requests.get(0).header("Host")).contains(host);
    }
  }

  @Test
  void comparesAllowedHostsInTheirOneForm() throws Exception {
    try (ScriptedServer server = new ScriptedServer(file())) {
      lab.config =
          new DownloadConfig(List.of("127.0.0.1", "[::1]", "bücher.example"), true, 0, Set.of());

      lab.fetch("http://0x7f.1:" + server.port() + "/a.mp4");
      assertThat(lab.failure("http://localhost/a.mp4").message())
          .contains("DOWNLOAD_ALLOWED_HOSTS");
      lab.timings =
          new FetchTimings(
              Duration.ofMillis(200),
              Duration.ofMillis(200),
              Backoff.doubling(Duration.ofMillis(1), Duration.ofMillis(1), 5));
      assertThat(lab.failure("http://[::1]:1/a.mp4").code()).isEqualTo(SOURCE_UNAVAILABLE);
      assertThat(lab.failure("http://www.xn--bcher-kva.example:1/").code())
          .isEqualTo(SOURCE_UNAVAILABLE);
    }
  }

  @Test
  void logsInWhereTheAddressSaysAndNowhereElse() throws Exception {
    try (ScriptedServer other = new ScriptedServer(file());
        ScriptedServer server =
            new ScriptedServer(
                (number, request, out) ->
                    ScriptedServer.redirect(
                        out, number == 1 ? "/second" : number == 2 ? other.url("/c.mp4") : "/"))) {
      lab.fetch("http://jo%40x:p%3Aé@127.0.0.1:" + server.port() + "/first");

      String login = "Basic am9AeDpwOsOp";
      assertThat(server.requests).hasSize(2);
      assertThat(server.requests)
          .allMatch(r -> r.header("Authorization").equals(Optional.of(login)));
      assertThat(other.requests.get(0).header("Authorization")).isEmpty();
    }
  }

  @Test
  void namesNoPasswordInItsFailures() throws Exception {
    Failure failure = lab.failure("http://jo:s3cret@127.0.0.1:1/a.mp4?sig=s3cret");

    assertThat(failure.message())
        .contains("http://127.0.0.1:1/a.mp4?…")
        .doesNotContain("s3cret", "jo:");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0177.0.0.1",
        "127.1",
        "2130706433",
        "0x7f000001",
        "[::127.0.0.1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[64:ff9b::7f00:1]",
        "[::1]",
        "0",
        "localhost",
        "127.0.0.1.",
        "１２７.0.0.1"
      })
  void seesThroughDisguisesOfThisMachine(String host) throws Exception {
    try (ScriptedServer server = new ScriptedServer(file())) {
      lab.privateNetworksBarred();

      assertThat(lab.failure("http://" + host + ":" + server.port() + "/a.mp4").code())
          .isEqualTo(SOURCE_URL_INVALID);
      assertThat(server.requests).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "169.254.169.254",
        "169.254.1.1",
        "0xa9fea9fe",
        "0251.0376.0251.0376",
        "[fe80::1]",
        "[::ffff:169.254.169.254]",
        "[::169.254.169.254]",
        "[64:ff9b::a9fe:a9fe]",
        "[2002:a9fe:a9fe::1]",
        "[fd00:ec2::254]",
        "100.100.100.200",
        "168.63.129.16",
        "metadata.google.internal"
      })
  void neverReachesLinkLocalAndMetadataServices(String host) throws Exception {
    Failure direct = lab.failure("http://" + host + "/latest/meta-data");
    assertThat(direct.code()).isEqualTo(SOURCE_URL_INVALID);
    assertThat(direct.message()).contains("metadata");

    try (ScriptedServer server = new ScriptedServer(redirecting("//" + host + "/latest"))) {
      assertThat(lab.failure(server.url("/a.mp4"))).isEqualTo(direct);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "localhost", "127.9.9.9", "0.0.0.0", "[::1]", "[::]", "*"})
  void neverReachesItsOwnPorts(String host) throws Exception {
    try (ScriptedServer own = new ScriptedServer(file());
        ScriptedServer other = new ScriptedServer(redirecting(own.url("/task/list")))) {
      lab.closed = new ClosedPlaces(Set.of(own.port()), Optional.empty());
      String name = host.equals("*") ? InetAddress.getLocalHost().getHostAddress() : host;

      Failure direct = lab.failure("http://" + name + ":" + own.port() + "/task/list");
      assertThat(direct.code()).isEqualTo(SOURCE_URL_INVALID);
      assertThat(direct.message()).contains("the runner itself");
      assertThat(lab.failure(other.url("/a.mp4"))).isEqualTo(direct);
      assertThat(own.requests).isEmpty();
      assertThat(lab.fetch(other.url("/a.mp4")).file()).hasBinaryContent(FILE);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "localhost", "127.9.9.9", "0177.1", "[::]", "[::127.0.0.1]"})
  void neverReachesTheManager(String host) throws Exception {
    try (ScriptedServer manager = new ScriptedServer(file());
        ScriptedServer other = new ScriptedServer(redirecting(manager.url("/runner/register")))) {
      lab.closed = new ClosedPlaces(Set.of(), Optional.of(URI.create(manager.url(""))));

      Failure direct = lab.failure("http://" + host + ":" + manager.port() + "/runner/register");
      assertThat(direct.code()).isEqualTo(SOURCE_URL_INVALID);
      assertThat(direct.message()).contains("the Manager");
      assertThat(lab.failure(other.url("/a.mp4"))).isEqualTo(direct);
      assertThat(manager.requests).isEmpty();
    }
  }

  @Test
  void reachesWhatLiesBesideAManagerWithAPath() throws Exception {
    try (ScriptedServer both = new ScriptedServer(file())) {
      lab.closed = new ClosedPlaces(Set.of(), Optional.of(URI.create(both.url("/manager"))));

      for (String path :
          List.of("/manager", "/manager/health", "/man%61ger/x", "/a/../manager/x")) {
        assertThat(lab.failure(both.url(path)).message()).as(path).contains("the Manager");
      }
      assertThat(both.requests).isEmpty();
      assertThat(lab.fetch(both.url("/managers.mp4")).file()).hasBinaryContent(FILE);
    }
  }

  @Test
  void saysTheSameOfAClosedPortASilentOneAndOneThatSpeaksNoHttp() throws Exception {
    lab.timings =
        new FetchTimings(
            Duration.ofMillis(150),
            Duration.ofMillis(150),
            Backoff.doubling(Duration.ofMillis(1), Duration.ofMillis(1), 5));
    int closed;
    try (ServerSocket socket = new ServerSocket(0)) {
      closed = socket.getLocalPort();
    }
    try (ScriptedServer silent = new ScriptedServer((number, request, out) -> Thread.sleep(5000));
        ScriptedServer rude = new ScriptedServer((number, request, out) -> {});
        ScriptedServer ssh =
            new ScriptedServer(
                (number, request, out) ->
                    out.write("SSH-2.0-OpenSSH_9.2p1\r\n".getBytes(StandardCharsets.UTF_8)))) {
      List<String> said =
          List.of(closed, silent.port(), rude.port(), ssh.port()).stream()
              .flatMap(
                  port ->
                      List.of("http", "https").stream()
                          .map(scheme -> lab.failure(scheme + "://127.0.0.1:" + port + "/a"))
                          .map(
                              failure ->
                                  failure
                                      .toString()
                                      .replaceAll("https?://127.0.0.1:\\d+", "ADDRESS")))
              .distinct()
              .toList();
      assertThat(said).hasSize(1).allMatch(text -> text.contains("SOURCE_UNAVAILABLE"));
    }
  }
}
