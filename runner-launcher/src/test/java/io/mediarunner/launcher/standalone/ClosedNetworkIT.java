package io.mediarunner.launcher.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.mediarunner.core.config.RunnerConfig;
import io.mediarunner.core.config.parse.RunnerConfigParser;
import io.mediarunner.launcher.TestRunner;
import io.mediarunner.launcher.app.RunnerApp;
import io.mediarunner.launcher.app.VertxFactory;
import io.mediarunner.launcher.os.FreePorts;
import io.vertx.core.Vertx;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where private networks are out of reach, refusals are those of the recorded conversations. */
@Tag("security")
class ClosedNetworkIT {
  private static final String POD = "pod-application-token-1";

  private final Vertx vertx = VertxFactory.create();
  @TempDir private Path folder;
  private RunnerApp app;
  private String url;

  @BeforeEach
  void open() throws Exception {
    Map<String, String> settings = TestRunner.settings(folder, "[1x(encoding)]", 1);
    int port = FreePorts.inARow(1);
    settings.put("STANDALONE_PORT", "" + port);
    settings.put("RUNNER_TOKEN", TestRunner.TOKEN);
    settings.put("APPLICATION_TOKENS", "pod=" + POD);
    settings.put("DOWNLOAD_ALLOW_PRIVATE_NETWORKS", "false");
    settings.put("NOTIFY_ALLOWED_HOSTS", "client.peer.test");
    RunnerConfig config = RunnerConfigParser.parse(settings, Map.of()).config().asStandalone();
    app = TestRunner.start(vertx, config);
    url = "http://127.0.0.1:" + port;
  }

  @AfterEach
  void close() throws Exception {
    TestRunner.wait(app.stop());
    TestRunner.wait(vertx.close());
  }

  private static String task(String source, String notify) {
    return "{\"etab_name\":\"peer\",\"app_name\":\"c\",\"task_type\":\"encoding\",\"source_url\":\""
        + source
        + "\",\"notify_url\":\""
        + notify
        + "\"}";
  }

  @Test
  void refusesPrivateAddressesAndLocksOutWhoGuesses() throws Exception {
    Client pod = new Client(url, POD);
    HttpResponse<String> source =
        pod.post("/task/execute", task("http://127.0.0.1:8090/sample20.mp4", ""));
    assertThat(source.statusCode()).isEqualTo(422);
    assertThat(source.body())
        .isEqualTo(
            "{\"detail\":[{\"type\":\"value_error\",\"loc\":[\"body\",\"source_url\"],\"msg\":\"Value"
                + " error, source_url must not point to a private or reserved IP"
                + " address\",\"input\":\"http://127.0.0.1:8090/sample20.mp4\",\"ctx\":{\"error\":{}}}]}");
    for (String notify :
        new String[] {"http://localhost:8091/notify", "http://client.peer.test.evil.org/"}) {
      HttpResponse<String> refused =
          pod.post("/task/execute", task("http://host.example/sample20.mp4", notify));
      assertThat(refused.statusCode()).isEqualTo(400);
      assertThat(refused.body()).contains("\"detail\":\"notify_url host not allowed\"");
    }
    assertThat(
            pod.post("/task/execute", task("http://h.example/x", "http://[::1]:1/")).statusCode())
        .isEqualTo(422);

    assertThat(
            pod.post("/task/execute", task("http://h.example/x", "http://169.254.169.254/")).body())
        .contains("notify_url must not point to a private or reserved IP address");

    for (int i = 0; i < 10; i++) {
      assertThat(new Client(url, "guess-number-" + i).get("/task/list").statusCode())
          .isEqualTo(401);
    }
    HttpResponse<String> locked = pod.get("/task/list");
    assertThat(locked.statusCode()).as("of that address no token is looked at").isEqualTo(429);
    assertThat(locked.headers().firstValue("Retry-After")).contains("60");
  }
}
