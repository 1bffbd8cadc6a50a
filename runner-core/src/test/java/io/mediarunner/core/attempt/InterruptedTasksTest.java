package io.mediarunner.core.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import io.mediarunner.core.error.Failure;
import io.mediarunner.core.error.FailureCode;
import io.mediarunner.core.process.AttemptProcesses;
import io.mediarunner.core.process.JdkProcessRunner;
import io.mediarunner.core.process.ProcessSpec;
import io.mediarunner.core.process.RunningProcess;
import io.mediarunner.core.store.OutboxEntry;
import io.mediarunner.core.store.TaskOutcome;
import io.mediarunner.core.store.TaskRecord;
import io.mediarunner.core.store.TaskStore;
import io.mediarunner.core.task.TaskId;
import io.mediarunner.core.task.TaskRequest;
import io.mediarunner.core.task.TaskState;
import io.mediarunner.core.workspace.ResultFiles;
import io.mediarunner.core.workspace.Workspace;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InterruptedTasksTest {
  private static final TaskId ID = new TaskId("t1");
  @TempDir private Path storage;
  private TaskStore store;

  @BeforeEach
  void acceptATask() throws Exception {
    store = TaskStore.open(storage.resolve("runner.db"));
    assertThat(store.accept(0, request(ID), Instant.now())).isEqualTo(1);
    store.started(ID, 1, Instant.now());
  }

  private static TaskRequest request(TaskId id) {
    return new TaskRequest(
        id,
        "etab",
        "app",
        Optional.empty(),
        "encoding",
        "http://host/a.mp4",
        Optional.empty(),
        Map.of(),
        "",
        Optional.of("http://127.0.0.1:1/task/completion"));
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  @Tag("row-6")
  void beginsATaskAgainThatWasUnderWayAndKeepsWhatWasFetched() throws Exception {
    Workspace workspace = Workspace.create(storage, ID, 1);
    Path fetched = Files.createDirectories(workspace.fetchedDir().resolve("source"));
    Files.writeString(fetched.resolve("source.mp4"), "x");
    Files.writeString(workspace.workDir().resolve("half.mp4"), "x");
    Files.writeString(workspace.outputDir().resolve("half.mp4"), "x");

    assertThat(settle()).isEqualTo(new InterruptedTasks.Summary(0, 1, 0, 0));

    assertThat(store.waiting(0))
        .singleElement()
        .returns(2, TaskRecord::attempt)
        .returns(1, TaskRecord::interruptions);
    assertThat(store.outbox().due(0, Instant.now())).isEmpty();
    Workspace again = Workspace.create(storage, ID, 2);
    assertThat(again.fetchedDir().resolve("source").resolve("source.mp4")).hasContent("x");
    assertThat(again.workDir()).isEmptyDirectory();
    assertThat(again.outputDir()).isEmptyDirectory();
    assertThat(workspace.attemptDir()).doesNotExist();
  }

  @Test
  @Tag("row-4")
  void countsNoInterruptionWhereTheRunnerEndedInOrder() {
    assertThat(store.handBack(ID, 1)).isTrue();

    for (int i = 0; i < 5; i++) {
      assertThat(settle()).isEqualTo(new InterruptedTasks.Summary(0, 1, 0, 0));
    }

    assertThat(store.waiting(0))
        .singleElement()
        .returns(1, TaskRecord::attempt)
        .returns(0, TaskRecord::interruptions);
  }

  @Test
  @Tag("row-1")
  void handsNothingBackThatSomebodyStopped() {
    store.requestStop(ID);

    assertThat(store.handBack(ID, 1)).isFalse();
    assertThat(settle()).isEqualTo(new InterruptedTasks.Summary(1, 0, 0, 0));
    assertThat(store.find(ID).flatMap(TaskRecord::failure)).contains(Failure.CANCELLED);
  }

  @Test
  @Tag("row-5")
  void failsOnlyTheTaskThatRanAloneWhenTheRunnerDiedAgain() throws Exception {
    TaskId other = new TaskId("t2");
    store.accept(0, request(other), Instant.now());
    for (int i = 1; i <= 2; i++) {
      store.started(ID, i, Instant.now());
      store.started(other, i, Instant.now());
      assertThat(settle()).isEqualTo(new InterruptedTasks.Summary(0, 2, 0, 0));
    }
    assertThat(store.unfinished()).allMatch(TaskRecord::suspect);
    store.started(ID, 3, Instant.now()); // alone: the other waits for its turn
    Workspace workspace = Workspace.create(storage, ID, 3);

    assertThat(settle()).isEqualTo(new InterruptedTasks.Summary(1, 1, 0, 0));

    assertThat(store.find(ID).flatMap(TaskRecord::failure).map(Failure::code))
        .contains(FailureCode.RUNNER_CRASHED);
    assertThat(store.outbox().due(0, Instant.now()))
        .singleElement()
        .extracting(OutboxEntry::body)
        .asString()
        .contains("\"failed\"");
    assertThat(workspace.attemptDir()).as("without a log").doesNotExist();
    assertThat(store.unfinished())
        .singleElement()
        .returns(2, TaskRecord::interruptions)
        .returns(3, TaskRecord::attempt);
    for (int i = 0; i < 3; i++) {
      assertThat(settle()).isEqualTo(new InterruptedTasks.Summary(0, 1, 0, 0));
    }
  }

  @Test
  @Tag("row-5")
  void failsATaskOfAnInstanceThatIsNoMore() {
    assertThat(new InterruptedTasks(store, storage, Clock.systemUTC()).settle(0).ended())
        .isEqualTo(1);

    assertThat(store.find(ID).flatMap(TaskRecord::failure)).contains(Failure.INTERRUPTED);
  }

  @Test
  @Tag("row-2")
  void knowsATaskWhoseResultsAreOut() throws Exception {
    Workspace workspace = Workspace.create(storage, ID, 1);
    Files.writeString(workspace.outputDir().resolve("a.txt"), "x");
    workspace.publish();

    settle();

    assertThat(store.find(ID)).map(TaskRecord::state).contains(TaskState.SUCCEEDED);
    assertThat(new ResultFiles(storage).file(ID, "a.txt")).isPresent();
  }

  @Test
  @Tag("row-6")
  void doesNotTakeResultsOfAnEarlierRunForThoseOfThisOne() throws Exception {
    Workspace earlier = Workspace.create(storage, ID, 7);
    earlier.publish();

    settle();

    assertThat(store.find(ID)).map(TaskRecord::state).contains(TaskState.ACCEPTED);
    assertThat(new ResultFiles(storage).manifest(ID)).isEmpty();
  }

  @Test
  @Tag("row-1")
  void keepsACancellationACancellation() {
    store.requestStop(ID);

    settle();

    assertThat(store.find(ID).flatMap(TaskRecord::failure)).contains(Failure.CANCELLED);
  }

  @Test
  @Tag("row-6")
  void endsProgramsThatOutlivedTheRunnerButNoStranger() throws Exception {
    Process left = new ProcessBuilder("sleep", "60").start();
    Process stranger = new ProcessBuilder("sleep", "60").start();
    try {
      InterruptedTasks.remember(store, ID, 1, left.pid());
      store.processStarted(
          ID,
          1,
          new TaskStore.StartedProcess(
              stranger.pid(),
              Instant.now().minusSeconds(3600),
              Optional.empty(),
              Optional.empty()));

      settle();

      assertThat(left.waitFor(5, TimeUnit.SECONDS)).isTrue();
      assertThat(stranger.isAlive()).isTrue();
    } finally {
      left.destroyForcibly();
      stranger.destroyForcibly();
    }
  }

  @Test
  @Tag("row-3")
  void leavesAProgramToTheTaskThatCanGoOnWithIt() throws Exception {
    RunningProcess encoder = start("encode");
    try {
      assertThat(settle()).isEqualTo(new InterruptedTasks.Summary(0, 1, 1, 0));

      assertThat(ProcessHandle.of(encoder.pid()).filter(ProcessHandle::isAlive)).isPresent();
      assertThat(store.waiting(0))
          .singleElement()
          .returns(1, TaskRecord::attempt)
          .returns(1, TaskRecord::interruptions);
    } finally {
      encoder.stop();
    }
  }

  @Test
  @Tag("row-1")
  void endsAProgramThatCouldGoOnWhenNobodyWantsItsTask() throws Exception {
    RunningProcess encoder = start("encode");
    store.requestStop(ID);

    settle();

    encoder.exit().toCompletableFuture().get(5, TimeUnit.SECONDS);
    assertThat(store.find(ID).flatMap(TaskRecord::failure)).contains(Failure.CANCELLED);
  }

  @Test
  void endsStraysThatTheJournalKnowsNothingOf() throws Exception {
    store.finish(ID, 1, TaskOutcome.failed(Failure.CANCELLED, Optional.empty()), Instant.now());
    RunningProcess stray = start("encode");

    assertThat(settle()).isEqualTo(new InterruptedTasks.Summary(0, 0, 0, 1));

    stray.exit().toCompletableFuture().get(5, TimeUnit.SECONDS);
  }

  @Test
  void hasATestForEachRowOfTheTableForOperators() throws Exception {
    Set<String> rows =
        Files.readAllLines(Path.of("../docs/recovery.md")).stream()
            .filter(line -> line.matches("\\| \\d+ \\|.*"))
            .map(line -> "row-" + line.replaceAll("\\| (\\d+) \\|.*", "$1"))
            .collect(Collectors.toSet());
    Set<String> tested =
        Arrays.stream(getClass().getDeclaredMethods())
            .flatMap(method -> Arrays.stream(method.getAnnotationsByType(Tag.class)))
            .map(Tag::value)
            .collect(Collectors.toSet());

    assertThat(tested).isEqualTo(rows).hasSize(6);
  }

  /** A program of the attempt that can be adopted. */
  private RunningProcess start(String step) throws Exception {
    Workspace workspace = Workspace.create(storage, ID, 1);
    Path home = Files.createDirectories(workspace.keptDir().resolve(step));
    RunningProcess process =
        AttemptProcesses.marked(new JdkProcessRunner(), workspace.attemptDir())
            .start(
                new ProcessSpec(
                        List.of("sleep", "60"),
                        home,
                        Map.of(),
                        home.resolve("out"),
                        home.resolve("out"),
                        Duration.ofMinutes(2),
                        Duration.ofSeconds(1),
                        0)
                    .adoptableFrom(home));
    InterruptedTasks.remember(store, ID, 1, process.pid());
    return process;
  }

  private InterruptedTasks.Summary settle() {
    return new InterruptedTasks(store, storage, Clock.systemUTC()).settle(1);
  }
}
