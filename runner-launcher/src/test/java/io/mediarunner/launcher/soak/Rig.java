package io.mediarunner.launcher.soak;

import io.mediarunner.core.error.FailureCode;
import io.mediarunner.core.workspace.Workspace;
import io.mediarunner.launcher.app.Waiting;
import io.mediarunner.launcher.os.FreePorts;
import io.mediarunner.verticles.demo.ManagerDouble;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/**
 * A strict Manager and a media server in this process, and the settings of a runner that works for
 * them in its own folder.
 */
final class Rig implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Duration LOOK = Duration.ofMillis(50);
  private static final int LAST_LINES = 40;
  private final Vertx vertx = Vertx.vertx();
  private final HttpClient client = HttpClient.newHttpClient();
  private final Path home;
  private final Path folder;
  private final Programs programs;
  private final Sources sources;
  private final ManagerDouble manager;
  private final MediaServer media;
  private final Map<String, String> settings = new HashMap<>();
  private final List<Sent> sent = new CopyOnWriteArrayList<>();
  private Optional<RunnerJvm> runner = Optional.empty();

  /**
   * @param home of the packaged runner
   * @param types in the form of {@code RUNNER_TASK_TYPES}
   * @param instances how many that are
   */
  Rig(Path home, String types, int instances) throws Exception {
    this.home = home;
    this.folder = Files.createTempDirectory("media-runner-soak-");
    Path served = Files.createDirectory(folder.resolve("media"));
    this.programs = new Programs(folder);
    this.sources = new Sources(programs, served);
    String token = UUID.randomUUID().toString();
    this.manager = wait(new ManagerDouble(vertx, token, "1.7.1").listen(0));
    this.media = wait(new MediaServer(vertx, served).listen());
    settings.put("RUNNER_HOST", "127.0.0.1");
    settings.put("RUNNER_BASE_NAME", "soak");
    settings.put("RUNNER_BASE_PORT", "" + FreePorts.inARow(instances));
    settings.put("RUNNER_TASK_TYPES", types);
    settings.put("RUNNER_TOKEN", token);
    settings.put("MANAGER_URL", manager.url().toString());
    settings.put("STORAGE_DIR", folder.resolve("storage").toString());
    settings.put("LOG_DIR", folder.resolve("logs").toString());
    settings.put("CACHE_DIR", folder.resolve("cache").toString());
    settings.put("WHISPER_MODELS_DIR", models().toString());
    settings.put("ENCODING_PRESET", "ultrafast");
    settings.put("SHUTDOWN_GRACE_SECONDS", "1");
    settings.put("DISK_RESERVE_GB", "0"); // the disk is filled on purpose
    settings.put("COMPLETION_NOTIFY_MAX_RETRIES", "1000");
    settings.put("COMPLETION_NOTIFY_RETRY_DELAY_SECONDS", "1");
    settings.put("COMPLETION_NOTIFY_BACKOFF_FACTOR", "1");
  }

  /** Before the runner's first start. */
  void set(String key, String value) {
    settings.put(key, value);
  }

  Path home() {
    return home;
  }

  Path folder() {
    return folder;
  }

  /** The port of the first instance; those of the others follow. */
  int basePort() {
    return Integer.parseInt(settings.get("RUNNER_BASE_PORT"));
  }

  Path storage() {
    return Path.of(settings.get("STORAGE_DIR"));
  }

  Path models() {
    return folder.resolve("models");
  }

  Programs programs() {
    return programs;
  }

  Sources sources() {
    return sources;
  }

  ManagerDouble manager() {
    return manager;
  }

  MediaServer media() {
    return media;
  }

  /** The runner, made from the settings at first use. */
  RunnerJvm runner() {
    if (runner.isEmpty()) {
      runner = Optional.of(new RunnerJvm(home, folder, settings));
    }
    return runner.get();
  }

  /** What the first instance says to a GET. */
  JsonObject answer(String path) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + settings.get("RUNNER_BASE_PORT") + path))
            .header("Authorization", "Bearer " + settings.get("RUNNER_TOKEN"))
            .timeout(LIMIT)
            .build();
    return new JsonObject(client.send(request, HttpResponse.BodyHandlers.ofString()).body());
  }

  /** All that was sent so far. */
  List<Sent> sent() {
    return List.copyOf(sent);
  }

  /** Sends a task as soon as an instance is free, from our own media server. */
  Sent send(Source source, Set<FailureCode> mayFailWith, Duration patience) throws Exception {
    return send(UUID.randomUUID().toString(), source, mayFailWith, patience);
  }

  /** The same under an id that may occur in command lines. */
  Sent send(String id, Source source, Set<FailureCode> mayFailWith, Duration patience)
      throws Exception {
    long deadline = System.nanoTime() + patience.toNanos();
    while (true) {
      Optional<Sent> taken = trySend(id, source, media.url() + source.path(), mayFailWith);
      if (taken.isPresent()) {
        return taken.get();
      }
      requireLife();
      if (System.nanoTime() > deadline) {
        throw new IOException(
            "no instance accepted a task for " + patience.toSeconds() + " s; " + lastWords());
      }
      pause(LOOK);
    }
  }

  /**
   * @throws IOException with what it said last, if the runner has ended by itself
   */
  void requireLife() throws IOException {
    if (!runner().alive()) {
      throw new IOException("the runner has exited; " + lastWords());
    }
  }

  private String lastWords() throws IOException {
    List<String> lines = runner().toolLog().lines().toList();
    return "its output:\n"
        + String.join("\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
  }

  /**
   * Sends a task if an instance is free.
   *
   * @return empty if none took it
   */
  Optional<Sent> trySend(Source source, String url, Set<FailureCode> mayFailWith)
      throws InterruptedException {
    return trySend(UUID.randomUUID().toString(), source, url, mayFailWith);
  }

  private Optional<Sent> trySend(String id, Source source, String url, Set<FailureCode> mayFailWith)
      throws InterruptedException {
    boolean accepted = true;
    try {
      wait(
          manager.execute(
              id, source.type(), url, new JsonObject(new HashMap<>(source.parameters()))));
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      String why = String.valueOf(e.getMessage());
      if (why.startsWith("No runners available") || why.startsWith("Runner returned status")) {
        return Optional.empty();
      }
      accepted = false; // the answer was lost: it may have the task
    }
    Sent task = new Sent(id, source, accepted, mayFailWith);
    sent.add(task);
    return Optional.of(task);
  }

  boolean ended(Sent task) {
    return manager.completion(task.id()).isComplete();
  }

  /**
   * Waits until the Manager has received a task's completion.
   *
   * @return false if it did not in time
   */
  boolean awaitEnd(Sent task, Duration limit) throws InterruptedException {
    return await(() -> ended(task), limit);
  }

  /** Something that becomes true, or not. */
  interface Condition {
    boolean holds() throws Exception;
  }

  /**
   * @return false if it did not hold in time
   */
  static boolean await(Condition condition, Duration limit) throws InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    while (true) {
      try {
        if (condition.holds()) {
          return true;
        }
      } catch (InterruptedException e) {
        throw e;
      } catch (Exception e) {
        // does not hold, then
      }
      if (System.nanoTime() > deadline) {
        return false;
      }
      pause(LOOK);
    }
  }

  static void pause(Duration time) throws InterruptedException {
    TimeUnit.NANOSECONDS.sleep(time.toNanos());
  }

  static <T> T wait(Future<T> future) throws Exception {
    return Waiting.on(future, LIMIT);
  }

  /** Nothing of it is left: no process, no file. */
  @Override
  public void close() throws IOException {
    runner.ifPresent(RunnerJvm::close);
    for (ProcessScan.Found process : ProcessScan.naming(storage())) {
      if (process.pid() != ProcessHandle.current().pid()) {
        ProcessHandle.of(process.pid()).ifPresent(ProcessHandle::destroyForcibly);
      }
    }
    vertx.close().toCompletionStage().toCompletableFuture().join();
    Workspace.deleteTree(folder);
  }
}
