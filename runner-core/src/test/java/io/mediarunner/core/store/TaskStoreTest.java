package io.mediarunner.core.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mediarunner.core.database.StoreException;
import io.mediarunner.core.database.WriteWatch;
import io.mediarunner.core.error.Failure;
import io.mediarunner.core.error.FailureCode;
import io.mediarunner.core.task.TaskId;
import io.mediarunner.core.task.TaskRequest;
import io.mediarunner.core.task.TaskState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TaskStoreTest {
  private static final TaskId ID = new TaskId("t1");
  private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");
  private static final Failure BROKEN = new Failure(FailureCode.ENCODER_FAILED, "It broke.");

  @TempDir private Path folder;
  private TaskStore store;

  @BeforeEach
  void open() {
    store = TaskStore.open(folder.resolve("runner.db"));
  }

  @AfterEach
  void close() {
    store.close();
  }

  private void reopen() {
    store.close();
    open();
  }

  private static TaskRequest request(String id) {
    Map<String, Object> parameters = new LinkedHashMap<>();
    parameters.put("video_title", "Émile \uD83D\uDE00 \"quoted\"");
    parameters.put("cut", null);
    parameters.put("rendition", Map.of("360", Map.of("encode_mp4", true)));
    return new TaskRequest(
        new TaskId(id),
        "etab",
        "app",
        Optional.of("4.0"),
        "encoding",
        "http://host/a b.mp4?x=1",
        Optional.empty(),
        parameters,
        "http://client/notify",
        Optional.of("http://manager/task/completion"));
  }

  @Test
  void keepsATaskAsItWasSent() throws Exception {
    store.accept(3, request("t1"), T0);
    reopen();

    TaskRecord task = store.find(ID).orElseThrow();
    assertThat(task.request()).isEqualTo(request("t1"));
    assertThat(task.instance()).isEqualTo(3);
    assertThat(task.state()).isEqualTo(TaskState.ACCEPTED);
    assertThat(task.acceptedAt()).isEqualTo(T0);
    assertThat(store.unfinished()).containsExactly(task);
  }

  @Test
  void takesATaskAgainOnlyAfterItsEnd() throws Exception {
    assertThat(store.accept(0, request("t1"), T0)).isEqualTo(1);
    assertThatThrownBy(() -> store.accept(1, request("t1"), T0))
        .isInstanceOf(TaskNotAcceptedException.class);
    store.started(ID, 1, T0);
    assertThatThrownBy(() -> store.accept(1, request("t1"), T0))
        .isInstanceOf(TaskNotAcceptedException.class);
    store.finish(ID, 1, TaskOutcome.failed(BROKEN, Optional.of("said")), T0);

    assertThat(store.accept(1, request("t1"), T0)).isEqualTo(2);
    TaskRecord again = store.find(ID).orElseThrow();
    assertThat(again.failure()).isEmpty();
    assertThat(again.scriptOutput()).isEmpty();
    assertThat(again.endedAt()).isEmpty();
  }

  @Test
  void endsAnAttemptOnceAndOnlyTheCurrentOne() throws Exception {
    store.accept(0, request("t1"), T0);
    TaskOutcome success = TaskOutcome.succeeded(Optional.of("said"));

    assertThat(store.finish(ID, 2, success, T0)).isEmpty();
    assertThat(store.finish(ID, 1, success, T0)).contains(success);
    assertThat(store.finish(ID, 1, TaskOutcome.failed(BROKEN, Optional.empty()), T0)).isEmpty();
    assertThat(store.finish(new TaskId("other"), 1, success, T0)).isEmpty();

    assertThat(store.find(ID).orElseThrow().state()).isEqualTo(TaskState.SUCCEEDED);
    assertThat(store.unfinished()).isEmpty();
    assertThat(store.outbox().due(0, T0))
        .singleElement()
        .satisfies(
            entry -> {
              assertThat(entry.callback()).isEqualTo("http://manager/task/completion");
              assertThat(entry.body())
                  .isEqualTo(
                      "{\"task_id\":\"t1\",\"status\":\"completed\",\"error_message\":null,"
                          + "\"script_output\":\"said\"}");
            });
  }

  @Test
  void letsAStopWinOverASuccess() throws Exception {
    store.accept(0, request("t1"), T0);
    assertThat(store.requestStop(ID).orElseThrow().state()).isEqualTo(TaskState.ACCEPTED);

    Optional<TaskOutcome> end =
        store.finish(ID, 1, TaskOutcome.succeeded(Optional.empty()), T0.plusSeconds(1));

    assertThat(end).contains(TaskOutcome.failed(Failure.CANCELLED, Optional.empty()));
    assertThat(store.find(ID).orElseThrow().failure()).contains(Failure.CANCELLED);
    assertThat(store.requestStop(ID).orElseThrow().state()).isEqualTo(TaskState.FAILED);
    assertThat(store.requestStop(new TaskId("other"))).isEmpty();
  }

  @Test
  void triesGivenUpCompletionsAgainAsIfTheyWereNew() throws Exception {
    store.accept(0, request("t1"), T0);
    store.finish(ID, 1, TaskOutcome.succeeded(Optional.empty()), T0);
    store.outbox().retry(ID, 1, T0, T0.plusSeconds(60), "HTTP 503");
    store.outbox().parked(ID, 1, "HTTP 422");
    assertThat(store.outbox().undelivered())
        .containsExactly(
            new Undelivered(ID, 1, 0, 2, T0, Optional.empty(), Optional.of("HTTP 422")));
    Instant later = T0.plusSeconds(90_000);

    store.outbox().tryAgain(1, later);
    assertThat(store.outbox().due(0, later)).as("another instance's wish").isEmpty();
    store.outbox().tryAgain(0, later);

    assertThat(store.outbox().due(0, later))
        .singleElement()
        .satisfies(entry -> assertThat(entry.tries()).isZero())
        .satisfies(entry -> assertThat(entry.triedFor()).isZero());
    assertThat(store.outbox().undelivered().get(0).since()).isEqualTo(later);
    store.outbox().delivered(ID, 1);
    assertThat(store.outbox().undelivered()).isEmpty();
  }

  @Test
  void keepsACompletionUntilItIsDelivered() throws Exception {
    store.accept(0, request("t1"), T0);
    store.finish(ID, 1, TaskOutcome.failed(BROKEN, Optional.empty()), T0);
    String body = store.outbox().due(0, T0).get(0).body();
    store.outbox().retry(ID, 1, T0, T0.plusSeconds(60), "HTTP 503");
    reopen();

    assertThat(store.outbox().due(0, T0.plusSeconds(59))).isEmpty();
    assertThat(store.outbox().nextDue(0)).contains(T0.plusSeconds(60));
    assertThat(store.outbox().due(1, T0.plusSeconds(60))).isEmpty();
    OutboxEntry due = store.outbox().due(0, T0.plusSeconds(60)).get(0);
    assertThat(due.tries()).isEqualTo(1);
    assertThat(due.body()).isEqualTo(body);

    store.outbox().dueNow(0);
    assertThat(store.outbox().due(0, T0.plusSeconds(10))).hasSize(1);
    store.outbox().delivered(ID, 1);
    assertThat(store.outbox().nextDue(0)).isEmpty();
  }

  @Test
  void triesAParkedCompletionOnceMoreAfterEachRegistration() throws Exception {
    store.accept(0, request("t1"), T0);
    store.finish(ID, 1, TaskOutcome.failed(BROKEN, Optional.empty()), T0);
    store.outbox().parked(ID, 1, "HTTP 422");
    assertThat(store.outbox().nextDue(0)).isEmpty();
    assertThat(store.outbox().due(0, T0.plusSeconds(999_999))).isEmpty();

    store.outbox().dueNow(0);

    assertThat(store.outbox().due(0, T0)).hasSize(1);
  }

  @Test
  void countsTheTimeInWhichDeliveriesWereTried() throws Exception {
    store.accept(0, request("t1"), T0);
    store.finish(ID, 1, TaskOutcome.failed(BROKEN, Optional.empty()), T0.minusSeconds(999_999));
    assertThat(triedFor(T0)).isZero();

    store.outbox().retry(ID, 1, T0, T0.plusSeconds(60), "HTTP 503");
    assertThat(triedFor(T0.plusSeconds(60))).hasSeconds(60);
    store.outbox().retry(ID, 1, T0.plusSeconds(60), T0.plusSeconds(150), "HTTP 503");
    assertThat(triedFor(T0.plusSeconds(150))).hasSeconds(150);
    assertThat(triedFor(T0.plusSeconds(90_000)))
        .as("the process was stopped for a day: at most the longest wait counts")
        .hasSeconds(60 + 61 * 60);
  }

  @Test
  void doesNotCountTheTimeInWhichTheRunnerWasOff() throws Exception {
    store.accept(0, request("t1"), T0);
    store.finish(ID, 1, TaskOutcome.failed(BROKEN, Optional.empty()), T0);
    store.outbox().retry(ID, 1, T0, T0.plusSeconds(60), "HTTP 503");
    store.outbox().retry(ID, 1, T0.plusSeconds(60), T0.plusSeconds(3_660), "HTTP 503");
    reopen();
    store.outbox().resume(1);

    Instant yesterday = T0.minusSeconds(86_400);
    assertThat(store.outbox().due(0, yesterday)).as("due at the start, by any clock").hasSize(1);
    assertThat(triedFor(T0.plusSeconds(999_999))).hasSeconds(60);
  }

  private Duration triedFor(Instant now) {
    return store.outbox().due(0, now).get(0).triedFor();
  }

  @Test
  void givesCompletionsOfLostInstancesToTheFirst() throws Exception {
    store.accept(3, request("t1"), T0);
    store.finish(ID, 1, TaskOutcome.failed(BROKEN, Optional.empty()), T0);
    store.outbox().resume(2);

    assertThat(store.outbox().due(0, T0)).hasSize(1);
  }

  @Test
  void writesNoCompletionWhereNobodyWantsOne() throws Exception {
    TaskRequest asked = request("t1");
    store.accept(
        0,
        new TaskRequest(
            asked.taskId(),
            asked.etabName(),
            asked.appName(),
            asked.appVersion(),
            asked.taskType(),
            asked.sourceUrl(),
            asked.affiliation(),
            asked.parameters(),
            asked.notifyUrl(),
            Optional.of(" ")),
        T0);
    store.finish(ID, 1, TaskOutcome.succeeded(Optional.empty()), T0);

    assertThat(store.outbox().nextDue(0)).isEmpty();
  }

  @Test
  void remembersProgramsUntilTheEnd() throws Exception {
    store.accept(0, request("t1"), T0);
    TaskStore.StartedProcess process =
        new TaskStore.StartedProcess(4711, T0, Optional.of("boot"), Optional.of(815L));
    store.processStarted(ID, 1, process);
    reopen();

    assertThat(store.processes(ID, 1)).containsExactly(process);
    store.finish(ID, 1, TaskOutcome.succeeded(Optional.empty()), T0);
    assertThat(store.processes(ID, 1)).isEmpty();
  }

  @Test
  void forgetsEndedTasksOnly() throws Exception {
    store.accept(0, request("t1"), T0);
    assertThat(store.delete(ID)).isFalse();
    store.finish(ID, 1, TaskOutcome.succeeded(Optional.empty()), T0);
    assertThat(store.delete(ID)).isTrue();
    assertThat(store.find(ID)).isEmpty();
    assertThat(store.outbox().due(0, T0)).as("undelivered completions stay").hasSize(1);
  }

  @Test
  void refusesAJournalOfANewerVersion() throws Exception {
    try (Connection other =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("newer.db"));
        var statement = other.createStatement()) {
      statement.execute("PRAGMA user_version=99");
    }
    assertThatThrownBy(() -> TaskStore.open(folder.resolve("newer.db")))
        .isInstanceOf(StoreException.class)
        .hasMessageContainingAll("newer.db", "99", "newer version");
  }

  @Test
  void saysWhatIsWrongWithTheFile() {
    List<Path> wrong = List.of(folder, folder.resolve("missing/runner.db"));
    assertThat(wrong)
        .allSatisfy(
            file ->
                assertThatThrownBy(() -> TaskStore.open(file))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining(file.toString()));
  }

  @Test
  void tellsOfEveryWriteOnceWhateverItConsistsOf() throws Exception {
    List<String> heard = new ArrayList<>();
    WriteWatch watch =
        new WriteWatch() {
          @Override
          public void beforeWrite() {
            heard.add("before");
          }

          @Override
          public void afterWrite() {
            heard.add("after");
          }
        };
    try (TaskStore watched = TaskStore.open(folder.resolve("watched.db"), watch, Optional::empty)) {
      int attempt = watched.accept(0, request("t1"), T0);
      watched.find(ID);
      watched.finish(ID, attempt, TaskOutcome.succeeded(Optional.empty()), T0); // three statements
    }

    assertThat(heard).containsExactly("before", "after", "before", "after");
  }

  /** The storage was renamed or unmounted: nothing may appear in its place. */
  @Test
  void makesNoFolderWhereTheStorageWas() throws Exception {
    Path storage = Files.createDirectory(folder.resolve("storage"));
    try (TaskStore held = TaskStore.open(storage.resolve("runner.db"))) {
      held.accept(0, request("a"), T0);
      held.accept(0, request("b"), T0);
      for (String id : List.of("a", "b")) {
        held.finish(new TaskId(id), 1, TaskOutcome.failed(BROKEN, Optional.empty()), T0);
      }
      Files.move(storage, folder.resolve("aside"));

      held.outbox().delivered(new TaskId("a"), 1);
      assertThat(storage).doesNotExist();

      Files.createDirectory(storage);
      held.outbox().delivered(new TaskId("b"), 1);
      assertThat(storage).isEmptyDirectory();
    }
  }
}
