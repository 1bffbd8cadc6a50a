package io.mediarunner.launcher.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mediarunner.core.json.Json;
import io.mediarunner.launcher.PackagedRunner;
import io.mediarunner.launcher.TestRunner;
import io.mediarunner.launcher.app.VertxFactory;
import io.mediarunner.verticles.demo.ManagerDouble;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code bin/runner doctor} as a process, against real ports, folders and Managers. */
class DoctorIT {
  private final Vertx vertx = VertxFactory.create();
  @TempDir private Path folder;
  private PackagedRunner runner;
  private ManagerDouble manager;
  private Map<String, String> settings;

  @BeforeEach
  void startManager() throws Exception {
    runner = new PackagedRunner(folder);
    manager = TestRunner.wait(new ManagerDouble(vertx, TestRunner.TOKEN, "1.7.1").listen(0));
    settings = TestRunner.settings(folder, manager, "encoding", 1);
  }

  @AfterEach
  void close() throws Exception {
    runner.end();
    TestRunner.wait(vertx.close());
  }

  @Test
  void hasALineForEachCheckAndAFixForEachProblem() throws Exception {
    Process text = runner.start(settings, "doctor");
    Process json = runner.start(settings, "doctor", "--json");
    assertThat(text.waitFor(90, TimeUnit.SECONDS)).isTrue();
    assertThat(json.waitFor(90, TimeUnit.SECONDS)).isTrue();

    String said = runner.said(text);
    assertThat(said)
        .contains("ok       config ")
        .contains("ok       ffmpeg:preflight:cpu")
        .contains("ok       manager ", "is healthy")
        .contains("ok       manager:version ", "it accepts version 1.7.1")
        .contains("ok       address ", "is this machine")
        .contains("ok       ports:" + settings.get("RUNNER_BASE_PORT"), "free on 127.0.0.1")
        .doesNotContain(TestRunner.TOKEN, "ERROR  ");
    assertThat(said.lines().filter(line -> line.startsWith("warning")))
        .allSatisfy(line -> assertThat(line).contains(" -> "));
    JsonNode report = Json.read(runner.said(json));
    assertThat(report.at("/summary/required_failed").asInt()).isZero();
    assertThat(report.path("results"))
        .allSatisfy(
            result ->
                assertThat(result.path("ok").asBoolean() || !result.path("fix").asText().isEmpty())
                    .as(result.toString())
                    .isTrue());
    assertThat(manager.runners()).as("registers nothing").isEmpty();
    assertThat(folder.resolve("storage")).as("makes nothing").doesNotExist();
  }

  /** The embedded ffmpeg is tried elsewhere: as root, what is unpacked would be root's. */
  @Test
  void unpacksNothingIntoTheRunnersCache() throws Exception {
    Path programs = Files.createDirectory(folder.resolve("bin"));
    try (Stream<Path> all = Files.list(Path.of("/usr/bin"))) {
      for (Path program :
          all.filter(p -> !p.endsWith("ffmpeg") && !p.endsWith("ffprobe")).toList()) {
        Files.createSymbolicLink(programs.resolve(program.getFileName()), program);
      }
    }
    settings.put("PATH", programs.toString());
    settings.put("SANDBOX", "prlimit");

    Process doctor = runner.start(settings, "doctor", "--only", "ffmpeg");

    assertThat(doctor.waitFor(90, TimeUnit.SECONDS)).isTrue();
    assertThat(runner.said(doctor)).contains("embedded", "ok       ffmpeg:preflight:cpu");
    assertThat(folder.resolve("cache")).doesNotExist();
  }

  @Test
  void goesOnWithInvalidSettingsAndNamesThemAll() throws Exception {
    Path env =
        Files.writeString(
            folder.resolve("wrong.env"),
            "RUNNER_TOKEN=change-me-runner-token\nRUNNER_BASE_PORT=80a\nSTORAGE_DIR="
                + folder.resolve("here")
                + "\nTOOL_NICE=99\n");
    Files.setPosixFilePermissions(env, PosixFilePermissions.fromString("rw-r--r--"));

    List<JsonNode> results =
        results(3, Map.of(), "--env", env.toString(), "--only", "config,storage,permissions");

    assertThat(results.stream().filter(r -> r.path("name").asText().equals("config")))
        .extracting(r -> r.path("details").asText())
        .anyMatch(d -> d.startsWith("RUNNER_TOKEN must be set to a secure value"))
        .anyMatch(d -> d.startsWith("RUNNER_BASE_PORT must be an integer"))
        .anyMatch(d -> d.startsWith("TOOL_NICE must be at most 19"));
    assertThat(find(results, "storage:STORAGE_DIR").path("details").asText())
        .as("what is valid counts")
        .startsWith(folder.resolve("here").toString());
    assertThat(find(results, "permissions:wrong.env").path("fix").asText())
        .isEqualTo("chmod 640 " + env);
  }

  @Test
  void saysWhatIsWrongWithTheManager() throws Exception {
    HttpServer moved =
        TestRunner.wait(
            vertx
                .createHttpServer()
                .requestHandler(
                    call ->
                        call.response()
                            .setStatusCode(307)
                            .putHeader("Location", "https://video.example.org/manager/api/health")
                            .end())
                .listen(0, "127.0.0.1"));
    HttpServer page =
        TestRunner.wait(
            vertx
                .createHttpServer()
                .requestHandler(call -> call.response().end("<html>please log in</html>"))
                .listen(0, "127.0.0.1"));
    ManagerDouble old =
        TestRunner.wait(new ManagerDouble(vertx, TestRunner.TOKEN, "2.4.0").listen(0));
    int closed;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      closed = socket.getLocalPort();
    }

    assertThat(manager("http://127.0.0.1:" + moved.actualPort(), 3).toString())
        .contains("HTTP 307, a redirect to https://video.example.org/manager", "set MANAGER_URL");
    assertThat(manager("http://127.0.0.1:" + page.actualPort(), 3).toString())
        .contains("but not that it is healthy: <html>please log in", "NO_PROXY");
    assertThat(manager("http://127.0.0.1:" + closed, 3).toString())
        .contains("nothing accepts connections on 127.0.0.1:" + closed);
    assertThat(manager("http://no-such-host.invalid:8081", 3).toString())
        .contains("the name no-such-host.invalid cannot be resolved", "MANAGER_URL");
    assertThat(manager("https://127.0.0.1:" + page.actualPort(), 3).toString())
        .contains("no TLS connection", "speaks HTTPS");
    assertThat(manager(old.url().toString(), 2).toString())
        .contains("it refuses version 1.7.1", "MANAGER_COMPAT_VERSION");
    settings.put("RUNNER_TOKEN", "another-token-than-the-managers");
    assertThat(manager(manager.url().toString(), 3).toString())
        .contains("it does not know the token", "AUTHORIZED_TOKENS__*")
        .doesNotContain("another-token-than-the-managers");
  }

  @Test
  void namesTheSettingForAnUnknownAuthority() throws Exception {
    Path key = folder.resolve("key.pem");
    Path certificate = folder.resolve("cert.pem");
    Process openssl =
        new ProcessBuilder(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:prime256v1",
                "-nodes",
                "-days",
                "2",
                "-subj",
                "/CN=localhost",
                "-addext",
                "subjectAltName=DNS:localhost,IP:127.0.0.1",
                "-keyout",
                key.toString(),
                "-out",
                certificate.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("openssl.txt").toFile())
            .start();
    assertThat(openssl.waitFor()).isZero();
    HttpServerOptions tls =
        new HttpServerOptions()
            .setSsl(true)
            .setKeyCertOptions(
                new PemKeyCertOptions()
                    .setKeyPath(key.toString())
                    .setCertPath(certificate.toString()));
    HttpServer https =
        TestRunner.wait(
            vertx
                .createHttpServer(tls)
                .requestHandler(
                    call ->
                        call.response()
                            .setStatusCode(call.method().name().equals("GET") ? 200 : 404)
                            .end("{\"status\":\"healthy\"}"))
                .listen(0, "127.0.0.1"));
    String url = "https://127.0.0.1:" + https.actualPort();

    settings.put("SSL_CERT_FILE", ""); // whatever this machine has
    settings.put("SSL_CERT_DIR", "");
    assertThat(manager(url, 3).toString())
        .contains("from an authority that is not trusted here", "set SSL_CERT_FILE to a PEM file");
    settings.put("SSL_CERT_FILE", certificate.toString());
    assertThat(manager(url, 0).toString()).contains("is healthy");
  }

  @Test
  void saysWhoHasThePortAndWhichFolderCannotBeUsed() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "");
    settings.put("LOG_DIR", file.resolve("logs").toString());
    try (ServerSocket taken =
        new ServerSocket(
            Integer.parseInt(settings.get("RUNNER_BASE_PORT")),
            1,
            InetAddress.getLoopbackAddress())) {
      List<JsonNode> results = results(3, settings, "--only", "storage,ports");

      assertThat(find(results, "ports:" + taken.getLocalPort()).path("details").asText())
          .contains("in use by ", "(pid " + ProcessHandle.current().pid() + ")");
      assertThat(find(results, "storage:LOG_DIR").path("details").asText())
          .isEqualTo(file + " is no folder");
    }
  }

  @Test
  void namesAnAddressThatNobodyCanCall() throws Exception {
    settings.put("RUNNER_HOST", "no-such-host.invalid");
    assertThat(find(results(3, settings, "--only", "address"), "address").toString())
        .contains("the name no-such-host.invalid cannot be resolved", "set RUNNER_HOST");

    settings.put("RUNNER_HOST", "127.0.0.1");
    settings.put("MANAGER_URL", "http://192.0.2.7:8081"); // RFC 5737: never this machine
    assertThat(find(results(3, settings, "--only", "address"), "address").toString())
        .contains("leads the Manager on 192.0.2.7 to itself", "set RUNNER_HOST");

    settings.put("RUNNER_HOST", "192.0.2.8");
    settings.put("RUNNER_BIND_HOST", "127.0.0.1");
    List<JsonNode> foreign = results(2, settings, "--only", "address");
    assertThat(find(foreign, "address").toString()).contains("is not this machine");
    assertThat(find(foreign, "address:bind").toString())
        .contains("listens on 127.0.0.1 only, and announces 192.0.2.8");
  }

  @Test
  void namesItsChecks() throws Exception {
    Process list = runner.start(Map.of(), "doctor", "--list");
    Process unknown = runner.start(Map.of(), "doctor", "--only", "nonsense");
    assertThat(list.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(unknown.waitFor(60, TimeUnit.SECONDS)).isTrue();

    String page = Files.readString(Path.of("../docs/doctor.md"));
    List<String> names = runner.said(list).lines().toList();
    assertThat(names).hasSizeGreaterThan(14);
    assertThat(names).allSatisfy(name -> assertThat(page).contains("\n| `" + name + "` |"));
    assertThat(page.lines().filter(line -> line.startsWith("| `"))).hasSameSizeAs(names);
    assertThat(unknown.exitValue()).isEqualTo(2);
    assertThat(runner.said(unknown)).contains("no check [nonsense]");
  }

  private List<JsonNode> manager(String url, int exitCode) throws Exception {
    Map<String, String> changed = new HashMap<>(settings);
    changed.put("MANAGER_URL", URI.create(url).toString());
    return results(exitCode, changed, "--only", "manager");
  }

  private List<JsonNode> results(int exitCode, Map<String, String> settings, String... more)
      throws Exception {
    String[] args = new String[more.length + 2];
    args[0] = "doctor";
    args[1] = "--json";
    System.arraycopy(more, 0, args, 2, more.length);
    Process process = runner.start(settings, args);
    assertThat(process.waitFor(90, TimeUnit.SECONDS)).isTrue();
    String said = runner.said(process);
    assertThat(process.exitValue()).as(said).isEqualTo(exitCode);
    return StreamSupport.stream(Json.read(said).path("results").spliterator(), false).toList();
  }

  private static JsonNode find(List<JsonNode> results, String name) {
    return results.stream()
        .filter(r -> r.path("name").asText().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError(name + " is missing in " + results));
  }
}
