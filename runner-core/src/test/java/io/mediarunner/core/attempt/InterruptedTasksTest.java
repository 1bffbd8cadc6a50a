package io.mediarunner.core.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import io.mediarunner.core.error.Failure;
import io.mediarunner.core.store.OutboxEntry;
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
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InterruptedTasksTest {
  private static final TaskId ID = new TaskId("t1");
  @TempDir private Path storage;
  private TaskStore store;

  @BeforeEach
  void acceptATask() throws Exception {
    store = TaskStore.open(storage.resolve("runner.db"));
    TaskRequest request =
        new TaskRequest(
            ID,
            "etab",
            "app",
            Optional.empty(),
            "encoding",
            "http://host/a.mp4",
            Optional.empty(),
            Map.of(),
            "",
            Optional.of("http://127.0.0.1:1/task/completion"));
    assertThat(store.accept(0, request, Instant.now())).isEqualTo(1);
    store.started(ID, 1, Instant.now());
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
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
    assertThat(store.outboxDue(0, Instant.now())).isEmpty();
    Workspace again = Workspace.create(storage, ID, 2);
    assertThat(again.fetchedDir().resolve("source").resolve("source.mp4")).hasContent("x");
    assertThat(again.workDir()).isEmptyDirectory();
    assertThat(again.outputDir()).isEmptyDirectory();
    assertThat(workspace.attemptDir()).doesNotExist();
  }

  @Test
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
  void handsNothingBackThatSomebodyStopped() {
    store.requestStop(ID);

    assertThat(store.handBack(ID, 1)).isFalse();
    assertThat(settle()).isEqualTo(new InterruptedTasks.Summary(1, 0, 0, 0));
    assertThat(store.find(ID).flatMap(TaskRecord::failure)).contains(Failure.CANCELLED);
  }

  @Test
  void failsATaskThatTheRunnerDiesOverAgainAndAgain() throws Exception {
    for (int i = 1; i <= 3; i++) {
      store.started(ID, i, Instant.now());
      assertThat(settle().again()).isEqualTo(1);
    }
    store.started(ID, 4, Instant.now());
    Workspace workspace = Workspace.create(storage, ID, 4);

    assertThat(settle()).isEqualTo(new InterruptedTasks.Summary(1, 0, 0, 0));

    assertThat(store.find(ID).flatMap(TaskRecord::failure)).contains(Failure.INTERRUPTED);
    assertThat(store.outboxDue(0, Instant.now()))
        .singleElement()
        .extracting(OutboxEntry::body)
        .asString()
        .contains("\"failed\"");
    assertThat(workspace.workDir()).isEmptyDirectory();
    assertThat(settle()).isEqualTo(new InterruptedTasks.Summary(0, 0, 0, 0));
  }

  @Test
  void failsATaskOfAnInstanceThatIsNoMore() {
    assertThat(new InterruptedTasks(store, storage, Clock.systemUTC()).settle(0).ended())
        .isEqualTo(1);

    assertThat(store.find(ID).flatMap(TaskRecord::failure)).contains(Failure.INTERRUPTED);
  }

  @Test
  void knowsATaskWhoseResultsAreOut() throws Exception {
    Workspace workspace = Workspace.create(storage, ID, 1);
    Files.writeString(workspace.outputDir().resolve("a.txt"), "x");
    workspace.publish();

    settle();

    assertThat(store.find(ID)).map(TaskRecord::state).contains(TaskState.SUCCEEDED);
    assertThat(new ResultFiles(storage).file(ID, "a.txt")).isPresent();
  }

  @Test
  void doesNotTakeResultsOfAnEarlierRunForThoseOfThisOne() throws Exception {
    Workspace earlier = Workspace.create(storage, ID, 7);
    earlier.publish();

    settle();

    assertThat(store.find(ID)).map(TaskRecord::state).contains(TaskState.ACCEPTED);
    assertThat(new ResultFiles(storage).manifest(ID)).isEmpty();
  }

  @Test
  void keepsACancellationACancellation() {
    store.requestStop(ID);

    settle();

    assertThat(store.find(ID).flatMap(TaskRecord::failure)).contains(Failure.CANCELLED);
  }

  @Test
  void endsProgramsThatOutlivedTheRunnerButNoStranger() throws Exception {
    Process left = new ProcessBuilder("sleep", "60").start();
    Process stranger = new ProcessBuilder("sleep", "60").start();
    try {
      InterruptedTasks.remember(store, ID, 1, left.pid());
      store.processStarted(ID, 1, stranger.pid(), Instant.now().minusSeconds(3600));

      settle();

      assertThat(left.waitFor(5, TimeUnit.SECONDS)).isTrue();
      assertThat(stranger.isAlive()).isTrue();
    } finally {
      left.destroyForcibly();
      stranger.destroyForcibly();
    }
  }

  private InterruptedTasks.Summary settle() {
    return new InterruptedTasks(store, storage, Clock.systemUTC()).settle(1);
  }
}
