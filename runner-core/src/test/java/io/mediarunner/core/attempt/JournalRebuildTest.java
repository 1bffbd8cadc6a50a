package io.mediarunner.core.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import io.mediarunner.core.error.Failure;
import io.mediarunner.core.error.FailureCode;
import io.mediarunner.core.store.OutboxEntry;
import io.mediarunner.core.store.TaskOutcome;
import io.mediarunner.core.store.TaskStore;
import io.mediarunner.core.task.TaskId;
import io.mediarunner.core.task.TaskRequest;
import io.mediarunner.core.task.TaskState;
import io.mediarunner.core.workspace.TaskFolders;
import io.mediarunner.core.workspace.Workspace;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalRebuildTest {
  private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");
  private static final JournalRebuild.Summary NOTHING = new JournalRebuild.Summary(0, 0, 0);

  @TempDir private Path storage;
  private TaskStore store;

  @BeforeEach
  void open() {
    store = TaskStore.open(storage.resolve("runner.db"));
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void givesBackWhatTheManagerHasNotBeenToldAbout() throws Exception {
    store.accept(0, request("running"), T0);
    store.accept(1, request("completed"), T0);
    store.finish(new TaskId("completed"), 1, TaskOutcome.succeeded(Optional.of("said")), T0);
    store.accept(0, request("failed"), T0);
    Failure broken = new Failure(FailureCode.ENCODER_FAILED, "It broke.");
    store.finish(new TaskId("failed"), 1, TaskOutcome.failed(broken, Optional.empty()), T0);
    List<OutboxEntry> before = store.outbox().due(1, Instant.now());
    lose();

    assertThat(rebuild()).isEqualTo(new JournalRebuild.Summary(1, 2, 0));

    assertThat(store.find(new TaskId("running")))
        .get()
        .satisfies(task -> assertThat(task.state()).isEqualTo(TaskState.ACCEPTED))
        .satisfies(task -> assertThat(task.request()).isEqualTo(request("running")));
    assertThat(store.outbox().due(1, Instant.now())).as("the same bytes").isEqualTo(before);
    assertThat(store.find(new TaskId("failed")).flatMap(task -> task.failure())).contains(broken);
    assertThat(rebuild()).as("nothing is missing now").isEqualTo(NOTHING);
  }

  @Test
  void doesNotTellAgainWhatWasDelivered() throws Exception {
    store.accept(0, request("told"), T0);
    publish("told", 1);
    store.finish(new TaskId("told"), 1, TaskOutcome.succeeded(Optional.empty()), T0);
    store.outbox().delivered(new TaskId("told"), 1);
    lose();

    assertThat(rebuild()).isEqualTo(new JournalRebuild.Summary(0, 0, 1));

    assertThat(store.outbox().due(0, Instant.now())).isEmpty();
    assertThat(store.find(new TaskId("told")))
        .get()
        .satisfies(
            task -> {
              assertThat(task.state()).isEqualTo(TaskState.SUCCEEDED);
              assertThat(task.attempt()).isEqualTo(1);
              assertThat(task.request().taskType()).isEqualTo("encoding");
            });
  }

  @Test
  void takesAnEndFromBesideAJournalThatLostOnlyItsLastWrites() throws Exception {
    store.accept(0, request("t1"), T0);
    store.close();
    Files.copy(storage.resolve("runner.db"), storage.resolve("older.db"));
    open();
    store.finish(new TaskId("t1"), 1, TaskOutcome.succeeded(Optional.empty()), T0);
    store.close();
    Files.move(
        storage.resolve("older.db"),
        storage.resolve("runner.db"),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    open();

    assertThat(rebuild()).isEqualTo(new JournalRebuild.Summary(0, 1, 0));

    assertThat(store.find(new TaskId("t1")).orElseThrow().state()).isEqualTo(TaskState.SUCCEEDED);
    assertThat(store.outbox().due(0, Instant.now())).hasSize(1);
  }

  @Test
  void keepsWhatIsBesideTheJournalThroughAnInterruption() throws Exception {
    store.accept(0, request("t1"), T0);
    store.started(new TaskId("t1"), 1, T0);
    store.again(new TaskId("t1"), 1);
    assertThat(rebuild()).isEqualTo(NOTHING);
    lose();

    assertThat(rebuild()).isEqualTo(new JournalRebuild.Summary(1, 0, 0));
  }

  @Test
  void doesNotBringBackARecordThatSomebodyDeleted() throws Exception {
    store.accept(0, request("t1"), T0);
    store.finish(new TaskId("t1"), 1, TaskOutcome.succeeded(Optional.empty()), T0);
    store.delete(new TaskId("t1"));

    assertThat(rebuild()).isEqualTo(NOTHING);
  }

  @Test
  void neitherRepeatsNorTellsAgainWhatTheManagerKnowsAlthoughAnOlderJournalDoesNot()
      throws Exception {
    store.accept(0, request("t1"), T0);
    store.close();
    Files.copy(storage.resolve("runner.db"), storage.resolve("older.db"));
    open();
    Failure broken = new Failure(FailureCode.ENCODER_FAILED, "It broke.");
    store.finish(new TaskId("t1"), 1, TaskOutcome.failed(broken, Optional.empty()), T0);
    store.outbox().delivered(new TaskId("t1"), 1);
    store.close();
    Files.move(
        storage.resolve("older.db"),
        storage.resolve("runner.db"),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    open();

    assertThat(rebuild()).isEqualTo(new JournalRebuild.Summary(0, 0, 1));

    assertThat(store.find(new TaskId("t1")).orElseThrow().state()).isEqualTo(TaskState.FAILED);
    assertThat(store.unfinished()).isEmpty();
    assertThat(store.outbox().due(0, Instant.now())).isEmpty();
  }

  @Test
  void doesNotTakeATaskThatWasSentAnewForTheOneThatWasTold() throws Exception {
    store.accept(0, request("t1"), T0);
    store.finish(new TaskId("t1"), 1, TaskOutcome.succeeded(Optional.empty()), T0);
    store.outbox().delivered(new TaskId("t1"), 1);
    store.delete(new TaskId("t1"));
    assertThat(store.accept(0, request("t1"), Instant.now().plusSeconds(1))).isEqualTo(1);

    assertThat(rebuild()).isEqualTo(NOTHING);
    assertThat(store.unfinished()).hasSize(1);
  }

  @Test
  void leavesResultsOfEsupPortailsRunnerAlone() throws Exception {
    Path folder = Files.createDirectories(storage.resolve("old"));
    Files.writeString(folder.resolve("manifest.json"), "{\"task_id\":\"old\",\"files\":[]}");

    assertThat(rebuild()).isEqualTo(NOTHING);
  }

  private JournalRebuild.Summary rebuild() throws Exception {
    return new JournalRebuild(
            store, new TaskFolders(storage, storage.resolve("status.json")), Clock.systemUTC())
        .run();
  }

  private void lose() throws Exception {
    store.close();
    Files.delete(storage.resolve("runner.db"));
    open();
  }

  private void publish(String id, int attempt) throws Exception {
    Workspace workspace = Workspace.create(storage, new TaskId(id), attempt);
    Files.writeString(
        workspace.outputDir().resolve("task_metadata.json"),
        "{\"task_type\":\"encoding\",\"results\":{\"input_path\":\"talk.mp4\"}}");
    workspace.publish();
  }

  private static TaskRequest request(String id) {
    return new TaskRequest(
        new TaskId(id),
        "etab",
        "app",
        Optional.empty(),
        "encoding",
        "http://host/x.mp4",
        Optional.empty(),
        Map.of("video_title", "Fourier"),
        "http://client/notify",
        Optional.of("http://manager/task/completion"));
  }
}
