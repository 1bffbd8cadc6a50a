package io.mediarunner.launcher.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.mediarunner.launcher.PackagedRunner;
import io.mediarunner.launcher.TestRunner;
import io.mediarunner.launcher.app.VertxFactory;
import io.mediarunner.launcher.os.FreePorts;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** 200 tasks of three applications, and a process that is killed again and again. */
class FairQueueIT {
  private static final List<String> APPLICATIONS = List.of("pod", "moodle", "nextcloud");
  private static final int TASKS = 200;
  private static final int KILLS = 4;
  private static final Duration LIMIT = Duration.ofMinutes(5);

  private final Vertx vertx = VertxFactory.create();
  private final Map<String, String> submitted = new HashMap<>();
  @TempDir private Path folder;
  private PackagedRunner runners;
  private Platform platform;
  private Map<String, String> settings;
  private String url;

  @BeforeEach
  void open() throws Exception {
    runners = new PackagedRunner(folder);
    platform = Platform.open(vertx, TestRunner.video(folder.resolve("lecture.mp4"), 1));
    settings = TestRunner.settings(folder, "[2x(encoding)]", 2);
    int port = FreePorts.inARow(1);
    url = "http://127.0.0.1:" + port;
    settings.put("STANDALONE_PORT", "" + port);
    settings.put(
        "APPLICATION_TOKENS",
        APPLICATIONS.stream()
            .map(name -> name + "=token-of-application-" + name)
            .collect(Collectors.joining(",")));
  }

  @AfterEach
  void close() throws Exception {
    runners.end();
    TestRunner.wait(vertx.close());
  }

  private Client client(String application) {
    return new Client(url, "token-of-application-" + application);
  }

  private Process start() throws Exception {
    Process process = runners.start(settings, "standalone");
    await()
        .atMost(LIMIT)
        .ignoreExceptions()
        .until(() -> client("pod").get("/task/list").body() != null);
    return process;
  }

  private void submit(String application, int number) throws IOException, InterruptedException {
    boolean real = number % 40 == 7;
    String source = (real ? "/video/" : "/missing/") + application + "/" + number;
    String id =
        client(application)
            .execute(Client.task(platform.url(source), platform.url("/notify/" + application)))
            .getString("task_id");
    assertThat(submitted.put(id, source)).isNull();
  }

  @Test
  void endsEachTaskOnceAndServesAllAlike() throws Exception {
    Process process = start();
    platform.hold(true);
    for (int i = 0; i < TASKS; i++) { // one after the other: the first could take it all
      submit(APPLICATIONS.get(i * APPLICATIONS.size() / TASKS), i);
    }
    int before = platform.fetched().size();
    platform.hold(false);
    for (int kill = 1; kill <= KILLS; kill++) {
      int next = before + kill * 20;
      await().atMost(LIMIT).until(() -> platform.fetched().size() >= next);
      process.destroyForcibly().waitFor();
      process = start();
    }

    await().atMost(LIMIT).until(() -> keys().size() == TASKS);
    assertThat(keys())
        .isEqualTo(submitted.keySet().stream().map(id -> id + ":1").collect(Collectors.toSet()));
    assertThat(new HashSet<>(platform.told())).as("the same bytes each time").hasSize(TASKS);
    assertThat(platform.told().size() - TASKS)
        .as("only what a kill cut off is told twice")
        .isLessThanOrEqualTo(KILLS * APPLICATIONS.size());
    for (String application : APPLICATIONS) {
      String all = client(application).get("/task/list").body();
      assertThat(all).doesNotContain("\"status\":\"pending\"", "\"status\":\"running\"");
    }
    assertThat(
            platform.told().stream().filter(told -> told.body().contains("\"completed\"")).count())
        .isGreaterThanOrEqualTo(
            submitted.values().stream().filter(s -> s.contains("video")).count());
    checkFair(before);
  }

  private Set<String> keys() {
    return platform.told().stream().map(Platform.Told::key).collect(Collectors.toSet());
  }

  /** While all three had tasks waiting, each had a third of the starts. */
  private void checkFair(int before) {
    List<String> first = platform.fetched().stream().distinct().toList();
    List<String> since =
        first.subList(
            (int) platform.fetched().stream().limit(before).distinct().count(), first.size());
    Map<String, Long> shares =
        since.stream()
            .limit(90)
            .collect(Collectors.groupingBy(path -> path.split("/")[2], Collectors.counting()));
    for (String application : APPLICATIONS) {
      assertThat(shares.get(application)).as("%s", shares).isCloseTo(30L, within(3L));
    }
  }
}
