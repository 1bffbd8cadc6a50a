package io.mediarunner.launcher.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mediarunner.launcher.PackagedRunner;
import io.mediarunner.launcher.TestRunner;
import io.mediarunner.launcher.os.FreePorts;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A standalone runner whose queue is gone says so: who sent a task stands nowhere else. */
class QueueLossIT {
  private static final String TOKEN = "application-token-of-this-test";
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir private Path folder;
  private PackagedRunner runner;

  @AfterEach
  void end() throws Exception {
    runner.end();
  }

  @Test
  void isToldWithTheNumberOfTasksUnderWay() throws Exception {
    runner = new PackagedRunner(folder);
    int port = FreePorts.inARow(1);
    Map<String, String> settings = TestRunner.settings(folder, "[1x(encoding)]", 1);
    settings.put("RUNNER_TOKEN", TestRunner.TOKEN);
    settings.put("STANDALONE_PORT", "" + port);
    settings.put("APPLICATION_TOKENS", "pod=" + TOKEN);
    Client pod = new Client("http://127.0.0.1:" + port, TOKEN);
    try (ServerSocket silent = new ServerSocket(0, 9, InetAddress.getLoopbackAddress())) {
      Process first = runner.start(settings, "standalone");
      String source = "http://127.0.0.1:" + silent.getLocalPort() + "/lecture.mp4";
      await()
          .atMost(LIMIT)
          .ignoreExceptions()
          .until(() -> !pod.execute(Client.task(source, "")).isEmpty());
      await().atMost(LIMIT).until(() -> runner.said(first).contains("task accepted"));
      first.destroyForcibly().waitFor();
      for (String end : new String[] {"", "-wal", "-shm"}) {
        Files.deleteIfExists(folder.resolve("storage/queue.db" + end));
      }

      Process second = runner.start(settings, "standalone");

      await()
          .atMost(LIMIT)
          .untilAsserted(
              () ->
                  assertThat(runner.said(second))
                      .contains("queue.db does not know 1 task(s)", "restore a backup"));
    }
  }
}
