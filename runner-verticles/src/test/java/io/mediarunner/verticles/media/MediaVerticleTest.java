package io.mediarunner.verticles.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.mediarunner.core.attempt.AttemptContext;
import io.mediarunner.core.bus.Addresses;
import io.mediarunner.core.bus.RunTask;
import io.mediarunner.core.bus.StopTask;
import io.mediarunner.core.bus.StorageState;
import io.mediarunner.core.bus.TaskEvent;
import io.mediarunner.core.bus.ToolState;
import io.mediarunner.core.config.DownloadConfig;
import io.mediarunner.core.database.WriteWatch;
import io.mediarunner.core.error.Failure;
import io.mediarunner.core.error.FailureCode;
import io.mediarunner.core.error.TaskFailedException;
import io.mediarunner.core.fetch.FetchTimings;
import io.mediarunner.core.fetch.SourceFetcher;
import io.mediarunner.core.media.MediaTask;
import io.mediarunner.core.net.Network;
import io.mediarunner.core.process.JdkProcessRunner;
import io.mediarunner.core.store.TaskRecord;
import io.mediarunner.core.store.TaskStore;
import io.mediarunner.core.task.Progress;
import io.mediarunner.core.task.Stage;
import io.mediarunner.core.task.TaskId;
import io.mediarunner.core.task.TaskRequest;
import io.mediarunner.core.task.TaskState;
import io.mediarunner.core.task.TaskType;
import io.mediarunner.core.workspace.DiskClaims;
import io.mediarunner.core.workspace.ResultFiles;
import io.mediarunner.verticles.NoBlockedThreads;
import io.mediarunner.verticles.bus.Bus;
import io.mediarunner.verticles.store.Journal;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import io.vertx.junit5.VertxTestContext;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith({VertxExtension.class, NoBlockedThreads.class})
class MediaVerticleTest {
  private static final long LIMIT_SECONDS = 10;
  private final List<TaskEvent> events = new CopyOnWriteArrayList<>();
  private final CountDownLatch mayEnd = new CountDownLatch(1);
  private final SourceFetcher fetcher =
      new SourceFetcher(
          new DownloadConfig(List.of(), true, 0, Set.of()), Network.DIRECT, FetchTimings.STANDARD);
  private volatile Optional<String> storageProblem = Optional.empty();
  private volatile Optional<String> toolProblem = Optional.empty();
  private HttpServer source;
  private TaskStore store;
  private Bus bus;
  private String deployment;
  @TempDir private Path storage;

  @BeforeEach
  void deploy(Vertx vertx, VertxTestContext test) throws Exception {
    source = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    source.createContext(
        "/a.mp4",
        exchange -> {
          exchange.sendResponseHeaders(200, 1);
          exchange.getResponseBody().write('x');
          exchange.close();
        });
    source.start();
    store = TaskStore.open(storage.resolve("runner.db"), WriteWatch.NONE, () -> storageProblem);
    bus = new Bus(vertx);
    bus.consume(Addresses.TASK_EVENTS, message -> events.add(message.body()));
    AttemptContext tools =
        new AttemptContext(
            storage,
            fetcher,
            new DiskClaims(),
            new JdkProcessRunner(),
            this::work,
            () -> storageProblem,
            () -> toolProblem,
            (id, attempt, pid) -> {});
    Journal journal = new Journal(vertx, store, Clock.systemUTC());
    vertx
        .deployVerticle(
            new MediaVerticle(
                TaskType.ENCODING,
                instance -> tools,
                2,
                Duration.ofMinutes(1),
                TaskTracing.NONE,
                journal,
                bus,
                Clock.systemUTC()),
            MediaVerticle.deployment(TaskType.ENCODING))
        .onComplete(
            test.succeeding(
                id -> {
                  deployment = id;
                  test.completeNow();
                }));
  }

  @AfterEach
  void close() {
    mayEnd.countDown();
    source.stop(0);
    fetcher.close();
  }

  /** Stands for the encode: ends when the test says so, or when it is stopped. */
  private String work(MediaTask task) throws TaskFailedException {
    for (int i = 1; i <= 1000; i++) {
      task.progress().accept(Progress.of(Stage.PROCESS, i / 1000.0));
    }
    while (mayEnd.getCount() > 0) {
      task.tools().throwIfStopped();
      try {
        mayEnd.await(10, TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
    if (toolProblem.isPresent()) {
      throw new TaskFailedException(FailureCode.ENCODER_FAILED, "It broke.");
    }
    try {
      Files.writeString(task.outputDir().resolve("a.txt"), "a");
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    return "";
  }

  @Test
  void tellsTheEndOnlyOnceItIsInTheJournal() throws Exception {
    mayEnd.countDown();
    List<TaskState> journaled = new CopyOnWriteArrayList<>();
    bus.consume(
        Addresses.TASK_EVENTS,
        message -> {
          if (message.body() instanceof TaskEvent.Ended ended) {
            journaled.add(store.find(ended.taskId()).orElseThrow().state());
          }
        });

    send("t1");

    await().until(() -> !journaled.isEmpty());
    assertThat(journaled).containsExactly(TaskState.SUCCEEDED);
    assertThat(events).first().isInstanceOf(TaskEvent.Started.class);
    assertThat(new ResultFiles(storage).file(new TaskId("t1"), "a.txt")).isPresent();
  }

  @Test
  void leavesATaskAloneThatIsOver() throws Exception {
    mayEnd.countDown();
    send("t1");
    await().until(() -> ended().isPresent());
    events.clear();

    TaskRequest request = store.find(new TaskId("t1")).orElseThrow().request();
    bus.request(Addresses.run(TaskType.ENCODING), new RunTask(0, 1, request))
        .await(10, TimeUnit.SECONDS);
    send("t2");

    await().until(() -> ended().filter(end -> end.taskId().equals(new TaskId("t2"))).isPresent());
    assertThat(events).noneMatch(event -> event.taskId().equals(new TaskId("t1")));
    assertThat(new ResultFiles(storage).file(new TaskId("t1"), "a.txt")).isPresent();
  }

  @Test
  void conflatesProgress() throws Exception {
    send("t1");
    await().until(() -> events.stream().anyMatch(TaskEvent.Progressed.class::isInstance));
    mayEnd.countDown();
    await().until(() -> ended().isPresent());

    List<Double> fractions =
        events.stream()
            .filter(TaskEvent.Progressed.class::isInstance)
            .map(event -> ((TaskEvent.Progressed) event).progress().fraction())
            .toList();
    assertThat(fractions).hasSizeLessThan(50).isSorted();
  }

  @Test
  void endsACancelledTaskAsCancelled() throws Exception {
    send("t1");
    await().until(() -> events.stream().anyMatch(TaskEvent.Started.class::isInstance));

    store.requestStop(new TaskId("t1"));
    bus.publish(Addresses.TASK_STOP, new StopTask(new TaskId("t1")));

    await().until(() -> ended().isPresent());
    assertThat(ended().orElseThrow().failure()).contains(Failure.CANCELLED);
  }

  @Test
  void heedsAStopThatCameBeforeTheTaskDid() throws Exception {
    TaskRequest request = request("t1");
    store.accept(0, request, Instant.now());
    store.requestStop(request.taskId());

    bus.request(Addresses.run(TaskType.ENCODING), new RunTask(0, 1, request))
        .await(LIMIT_SECONDS, TimeUnit.SECONDS);

    await().until(() -> ended().isPresent());
    assertThat(ended().orElseThrow().failure()).contains(Failure.CANCELLED);
  }

  @Test
  void runsATaskOnceThoughTheCommandComesTwice() throws Exception {
    RunTask command = send("t1");
    bus.request(Addresses.run(TaskType.ENCODING), command).await(LIMIT_SECONDS, TimeUnit.SECONDS);
    mayEnd.countDown();
    await().until(() -> ended().isPresent());

    assertThat(events.stream().filter(TaskEvent.Started.class::isInstance)).hasSize(1);
  }

  @Test
  void putsTasksBackForTheNextStartWhenTheRunnerShutsDown(Vertx vertx) throws Exception {
    send("t1");
    await().until(() -> events.stream().anyMatch(TaskEvent.Started.class::isInstance));

    vertx.undeploy(deployment).await(LIMIT_SECONDS, TimeUnit.SECONDS);

    assertThat(ended()).isEmpty();
    assertThat(store.waiting(0))
        .singleElement()
        .satisfies(
            task -> {
              assertThat(task.attempt()).isEqualTo(1);
              assertThat(task.interruptions()).isZero();
              assertThat(task.failure()).isEmpty();
            });
  }

  @Test
  void endsNoTaskWhileTheStorageIsGoneAndHandsItBackAfterwards() throws Exception {
    send("t1");
    await().until(() -> events.stream().anyMatch(TaskEvent.Started.class::isInstance));
    storageProblem = Optional.of("runner.db is gone");
    mayEnd.countDown();
    await().during(Duration.ofMillis(500)).until(() -> ended().isEmpty());
    assertThat(new ResultFiles(storage).manifest(new TaskId("t1"))).isEmpty();

    storageProblem = Optional.empty();

    await().until(() -> handedBack().isPresent());
    assertThat(store.waiting(0)).hasSize(1);
    assertThat(ended()).isEmpty();
  }

  @Test
  void leavesATaskWithoutItsStorageToTheNextStart(Vertx vertx) throws Exception {
    send("t1");
    await().until(() -> events.stream().anyMatch(TaskEvent.Started.class::isInstance));
    storageProblem = Optional.of("Read-only file system");
    bus.publish(Addresses.STORAGE_STATE, new StorageState(false, "Read-only file system"));

    vertx.undeploy(deployment).await(LIMIT_SECONDS, TimeUnit.SECONDS);

    assertThat(ended()).isEmpty();
    assertThat(store.unfinished()).hasSize(1);
  }

  @Test
  void handsATaskBackThatFailedOnlyBecauseItsProgramsDoNotWork() throws Exception {
    List<ToolState> states = new CopyOnWriteArrayList<>();
    bus.consume(Addresses.TOOL_STATE, message -> states.add(message.body()));
    toolProblem = Optional.of("/usr/bin/ffmpeg is missing");
    mayEnd.countDown();

    send("t1");

    await().until(() -> handedBack().isPresent());
    assertThat(ended()).isEmpty();
    assertThat(states).last().returns(false, ToolState::working);
    assertThat(store.waiting(0)).singleElement().returns(0, TaskRecord::interruptions);
    toolProblem = Optional.empty();
    await().atMost(15, TimeUnit.SECONDS).until(() -> states.get(states.size() - 1).working());
  }

  private Optional<TaskEvent> handedBack() {
    return events.stream().filter(TaskEvent.HandedBack.class::isInstance).findFirst();
  }

  private Optional<TaskEvent.Ended> ended() {
    return events.stream()
        .filter(TaskEvent.Ended.class::isInstance)
        .map(TaskEvent.Ended.class::cast)
        .findFirst();
  }

  private RunTask send(String id) throws Exception {
    TaskRequest request = request(id);
    RunTask command = new RunTask(0, store.accept(0, request, Instant.now()), request);
    bus.request(Addresses.run(TaskType.ENCODING), command).await(LIMIT_SECONDS, TimeUnit.SECONDS);
    return command;
  }

  private TaskRequest request(String id) {
    return new TaskRequest(
        new TaskId(id),
        "etab",
        "app",
        Optional.empty(),
        "encoding",
        "http://127.0.0.1:" + source.getAddress().getPort() + "/a.mp4",
        Optional.empty(),
        Map.of(),
        "",
        Optional.empty());
  }
}
