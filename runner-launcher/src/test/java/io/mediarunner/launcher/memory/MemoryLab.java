package io.mediarunner.launcher.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mediarunner.launcher.PackagedRunner;
import io.mediarunner.launcher.TestRunner;
import io.mediarunner.launcher.app.VertxFactory;
import io.mediarunner.launcher.demo.DemoSite;
import io.mediarunner.verticles.demo.ManagerDouble;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A runner as {@code bin/runner} starts it, its Manager, and a task that must complete meanwhile.
 */
final class MemoryLab implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(8);
  private final Vertx vertx = VertxFactory.create();
  private final PackagedRunner runners;
  private final Path folder;
  final ManagerDouble manager;
  final DemoSite media;
  final Map<String, String> settings;
  private Process process;

  MemoryLab(Path folder, String types, int instances) throws Exception {
    this.folder = folder;
    runners = new PackagedRunner(folder);
    manager = TestRunner.wait(new ManagerDouble(vertx, TestRunner.TOKEN, "1.7.1").listen(0));
    media = TestRunner.wait(new DemoSite(vertx, folder).listen());
    settings = TestRunner.settings(folder, manager, types, instances);
    settings.put("RUNNER_HOST", "localhost"); // a source at 127.0.0.1 is another server
  }

  /**
   * @param options of the virtual machine, after those of {@code bin/runner}
   */
  void start(int instances, String... options) throws Exception {
    process = runners.startAsInstalled(settings, List.of(options), "start");
    TestRunner.awaitRegistered(manager, instances);
  }

  /** Sends a task as soon as an instance is free. */
  String send(String type, String url, Map<String, Object> parameters) throws Exception {
    return TestRunner.wait(
        manager.executeWhenFree(type, url, new JsonObject(parameters), PATIENCE));
  }

  /** Ordinary tasks, one after the other, until it is closed; each must complete. */
  final class Ordinary implements AutoCloseable {
    private final List<String> tasks = new CopyOnWriteArrayList<>();
    private final Thread thread = new Thread(this::run, "ordinary");
    private volatile boolean over;
    private final List<String> problems = new CopyOnWriteArrayList<>();

    Ordinary() throws Exception {
      TestRunner.video(folder.resolve(DemoSite.VIDEO), 10);
      thread.start();
    }

    private void run() {
      try {
        do {
          String task = send("encoding", media.url() + "/" + DemoSite.VIDEO, Map.of());
          ManagerDouble.Completion end = end(task);
          tasks.add(task);
          if (!end.status().equals("completed")) {
            problems.add(end.errorMessage());
          }
        } while (!over);
      } catch (Exception | AssertionError e) {
        problems.add(e.toString());
      }
    }

    /** How many have completed. */
    int completed() throws InterruptedException {
      over = true;
      thread.join();
      assertThat(problems).as("ordinary tasks").isEmpty();
      return tasks.size();
    }

    @Override
    public void close() {
      over = true;
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** How a task ended. */
  ManagerDouble.Completion end(String task) throws Exception {
    await()
        .atMost(PATIENCE)
        .until(() -> manager.completion(task).isComplete() || !process.isAlive());
    assertAlive();
    return TestRunner.wait(manager.completion(task));
  }

  void assertAlive() throws Exception {
    assertThat(process.isAlive()).as("the runner has ended: " + runners.said(process)).isTrue();
  }

  /** Its largest resident memory so far, in MiB: VmHWM of proc(5). */
  long mostResidentMib() throws Exception {
    return Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
        .filter(line -> line.startsWith("VmHWM:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
        .sum();
  }

  @Override
  public void close() {
    try {
      runners.end();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }
}
