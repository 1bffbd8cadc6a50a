package io.mediarunner.launcher.systemd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mediarunner.launcher.PackagedRunner;
import io.mediarunner.launcher.TestRunner;
import io.mediarunner.launcher.app.VertxFactory;
import io.mediarunner.verticles.demo.ManagerDouble;
import io.vertx.core.Vertx;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged runner as a service that reports its state to systemd. */
class SystemdIT {
  private final Vertx vertx = VertxFactory.create();
  @TempDir private Path folder;
  private PackagedRunner processes;

  @AfterEach
  void close() throws Exception {
    processes.end();
    TestRunner.wait(vertx.close());
  }

  @Test
  void saysThatItIsReadyLivesAndEnds() throws Exception {
    processes = new PackagedRunner(folder);
    ManagerDouble manager =
        TestRunner.wait(new ManagerDouble(vertx, TestRunner.TOKEN, "1.7.1").listen(0));
    Map<String, String> settings = TestRunner.settings(folder, manager, "[2x(encoding)]", 2);
    int port = Integer.parseInt(settings.get("RUNNER_BASE_PORT"));
    try (ServiceManager systemd = new ServiceManager(folder.resolve("notify").toString())) {
      settings.put("NOTIFY_SOCKET", systemd.path());
      settings.put("WATCHDOG_USEC", "1000000");
      Process runner = processes.start(settings, "start");

      await().atMost(Duration.ofMinutes(1)).until(() -> systemd.heard().contains("READY=1"));
      for (int instance = 0; instance < 2; instance++) {
        assertThat(status("http://127.0.0.1:" + (port + instance) + "/runner/ping")).isEqualTo(200);
      }
      await()
          .atMost(Duration.ofSeconds(30))
          .until(
              () ->
                  systemd.heard().contains("STATUS=Instances: 0 free, 1 free; 2 of 2 registered"));
      await().until(() -> systemd.count("WATCHDOG=1") >= 2);

      runner.destroy();

      assertThat(runner.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(runner.exitValue()).isZero();
      assertThat(systemd.heard()).anyMatch(line -> line.startsWith("STOPPING=1\n"));
      assertThat(processes.said(runner)).doesNotContain("cannot notify");
    }
  }

  private static int status(String address) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(address)).build(),
            HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }
}
