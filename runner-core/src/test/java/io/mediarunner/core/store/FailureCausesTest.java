package io.mediarunner.core.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.mediarunner.core.error.Failure;
import io.mediarunner.core.error.FailureCode;
import io.mediarunner.core.store.TaskHistory.Filter;
import io.mediarunner.core.task.AttemptEnd;
import io.mediarunner.core.task.Stage;
import io.mediarunner.core.task.TaskCourse;
import io.mediarunner.core.task.TaskId;
import io.mediarunner.core.task.TaskRequest;
import io.mediarunner.core.task.TaskWarning;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What went wrong, as an operator asks for it. */
class FailureCausesTest {
  private static final Instant T0 = Instant.parse("2026-01-01T12:00:00Z");
  private static final Failure GONE = new Failure(FailureCode.SOURCE_NOT_FOUND, "It is gone.");
  private static final Failure BROKEN = new Failure(FailureCode.ENCODER_FAILED, "It broke.");
  private static final TaskWarning NO_LOGO =
      new TaskWarning("DRESSING_NOT_APPLIED", Optional.of("dressing"), "no logo");

  @TempDir private Path folder;
  private TaskStore store;
  private TaskHistory history;

  @BeforeEach
  void open() {
    store = TaskStore.open(folder.resolve("runner.db"));
    history = TaskHistory.open(folder.resolve("runner.db"));
  }

  @AfterEach
  void close() {
    history.close();
    store.close();
  }

  private void run(String id, String url, TaskOutcome outcome, Instant at) throws Exception {
    TaskId task = new TaskId(id);
    store.accept(
        0,
        new TaskRequest(
            task,
            "etab",
            "app",
            Optional.empty(),
            "encoding",
            url,
            Optional.empty(),
            Map.of(),
            "",
            Optional.empty()),
        at.minusSeconds(9));
    store.started(task, 1, at.minusSeconds(8));
    store.finish(
        task,
        1,
        outcome,
        new TaskCourse(
            Map.of(Stage.FETCH, at.minusSeconds(8), Stage.PROCESS, at.minusSeconds(5)),
            List.of(new TaskCourse.Speed(1, 2.5))),
        at);
  }

  private static TaskOutcome failed(Failure failure) {
    return TaskOutcome.failed(
        failure,
        Optional.of("2026-01-01T12:00:00Z command: '/opt/my tools/ffmpeg' -i x\nit broke\n"));
  }

  private List<Cause.Count> causes() {
    return history.causes(T0.minus(Duration.ofDays(7)), 50);
  }

  @Test
  void fiveHundredFailuresAreTwoCauses() throws Exception {
    for (int i = 0; i < 500; i++) {
      run("gone-" + i, "https://u:p@Pod.Example.org:8443/v/" + i, failed(GONE), T0.plusSeconds(i));
    }
    for (int i = 0; i < 3; i++) {
      run("bad-" + i, "https://h" + i + "/v.mp4", failed(BROKEN), T0.plusSeconds(i));
    }
    run("stopped", "https://h/v.mp4", failed(Failure.CANCELLED), T0);

    assertThat(causes())
        .extracting(c -> c.cause().key(), Cause.Count::count, Cause.Count::first, Cause.Count::last)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(
                "SOURCE_NOT_FOUND@pod.example.org", 500, T0, T0.plusSeconds(499)),
            org.assertj.core.groups.Tuple.tuple("ENCODER_FAILED/ffmpeg", 3, T0, T0.plusSeconds(2)));
    Filter gone =
        new Filter(
            Optional.empty(),
            Optional.empty(),
            OptionalInt.empty(),
            Optional.empty(),
            Optional.of("SOURCE_NOT_FOUND@pod.example.org"),
            false);
    assertThat(history.page(gone, Optional.empty(), 200).rows()).hasSize(200);
    assertThat(history.causes(T0.plusSeconds(100), 50)).hasSize(1);
  }

  @Test
  void countsWhatSucceededSinceThen() throws Exception {
    run("gone", "https://pod/v", failed(GONE), T0);
    run("elsewhere", "https://other/v", TaskOutcome.succeeded(Optional.empty()), T0.plusSeconds(1));
    assertThat(causes().get(0).succeededSince()).isZero();
    run("there", "https://pod/w", TaskOutcome.succeeded(Optional.empty()), T0.plusSeconds(2));
    assertThat(causes().get(0).succeededSince()).isOne();
    run("bad", "https://x/v", failed(BROKEN), T0.plusSeconds(3));
    assertThat(causes().get(0).succeededSince()).isZero();
    run("good", "https://y/v", TaskOutcome.succeeded(Optional.empty()), T0.plusSeconds(4));
    assertThat(causes().get(0).succeededSince()).isOne();
  }

  @Test
  void whatAnOperatorKnowsComesBackWhenItHappensAgainOrTheTimeIsOver() throws Exception {
    run("one", "https://pod/v", failed(GONE), T0);
    store.quiet("SOURCE_NOT_FOUND@pod", T0.plusSeconds(10), Optional.of(T0.plusSeconds(100)));
    store.close();
    store = TaskStore.open(folder.resolve("runner.db"));

    Cause.Count found = causes().get(0);
    Quiet quiet = found.quiet().orElseThrow();
    assertThat(quiet.covers(found.last(), T0.plusSeconds(99))).isTrue();
    assertThat(quiet.covers(found.last(), T0.plusSeconds(100))).isFalse();
    run("two", "https://pod/w", failed(GONE), T0.plusSeconds(50));
    assertThat(quiet.covers(causes().get(0).last(), T0.plusSeconds(60))).isFalse();
    store.loud("SOURCE_NOT_FOUND@pod");
    assertThat(history.quiet()).isEmpty();
  }

  @Test
  void keepsWarningsUntilTheTaskRunsAgainOrIsForgotten() throws Exception {
    TaskOutcome warned = TaskOutcome.succeeded(Optional.empty(), List.of(NO_LOGO));
    run("a", "https://pod/v", warned, T0);
    run("b", "https://pod/v", TaskOutcome.succeeded(Optional.empty()), T0);
    Filter only =
        new Filter(
            Optional.empty(),
            Optional.empty(),
            OptionalInt.empty(),
            Optional.empty(),
            Optional.empty(),
            true);
    assertThat(history.page(only, Optional.empty(), 10).rows())
        .singleElement()
        .returns(1, TaskHistory.Row::warnings);
    assertThat(history.warnings(new TaskId("a"))).containsExactly(NO_LOGO);
    assertThat(history.warningsSince(T0)).containsExactly(Map.entry("DRESSING_NOT_APPLIED", 1));
    store.accept(0, history.find(new TaskId("a")).orElseThrow().request(), T0.plusSeconds(60));
    assertThat(history.warnings(new TaskId("a"))).isEmpty();
    assertThat(history.attempts(new TaskId("a"))).hasSize(1);
  }

  @Test
  void saysHowEachAttemptWent() throws Exception {
    TaskId id = new TaskId("a");
    run("a", "https://pod/v", failed(BROKEN), T0);
    store.accept(0, history.find(id).orElseThrow().request(), T0.plusSeconds(60));
    store.started(id, 2, T0.plusSeconds(61));
    store.again(id, 2);
    store.finish(id, 3, TaskOutcome.succeeded(Optional.empty()), Instant.now().plusSeconds(9));

    List<AttemptEnd> attempts = history.attempts(id);
    assertThat(attempts)
        .extracting(AttemptEnd::number, AttemptEnd::how)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(1, "failed"),
            org.assertj.core.groups.Tuple.tuple(2, "restart"),
            org.assertj.core.groups.Tuple.tuple(3, "completed"));
    assertThat(attempts.get(0).code()).contains("ENCODER_FAILED");
    assertThat(attempts.get(0).stages())
        .containsExactly(
            new AttemptEnd.Spent(Stage.FETCH, 3000), new AttemptEnd.Spent(Stage.PROCESS, 5000));
    assertThat(history.speeds(id)).isEmpty();
  }

  @Test
  void readsWhatAnEarlierVersionWrote() throws Exception {
    run("gone", "https://Pod.example.org:8443/v", failed(GONE), T0);
    run("bad", "https://h/v", failed(BROKEN), T0);
    history.close();
    store.close();
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("runner.db"));
        Statement statement = connection.createStatement()) {
      for (String index :
          List.of("task_cause", "task_host_succeeded", "task_warned", "task_state_accepted")) {
        statement.execute("DROP INDEX " + index);
      }
      for (String trigger : List.of("task_gone_with_warnings", "task_came_without_warnings")) {
        statement.execute("DROP TRIGGER " + trigger);
      }
      for (String column :
          List.of("source_host", "cause", "warnings", "speeds", "reported_at", "source_bytes")) {
        statement.execute("ALTER TABLE task DROP COLUMN " + column);
      }
      for (String table : List.of("warning", "attempt", "quiet")) {
        statement.execute("DROP TABLE " + table);
      }
      statement.execute("PRAGMA user_version=6");
    }
    open();

    assertThat(causes())
        .extracting(c -> c.cause().key())
        .containsExactlyInAnyOrder("SOURCE_NOT_FOUND@pod.example.org", "ENCODER_FAILED");
  }

  @Test
  void sortsByEveryColumn() throws Exception {
    run("a", "https://pod/zebra", failed(GONE), T0);
    run("b", "https://pod/ape", TaskOutcome.succeeded(Optional.empty()), T0.plusSeconds(5));
    for (Sort.By by : Sort.By.values()) {
      TaskHistory.Page up = history.page(Filter.ALL, new Sort(by, false), Optional.empty(), 1);
      TaskHistory.Page rest = history.page(Filter.ALL, new Sort(by, false), up.next(), 1);
      assertThat(up.rows()).hasSize(1);
      assertThat(rest.rows()).hasSize(1).doesNotContainAnyElementsOf(up.rows());
      assertThat(rest.next()).isEmpty();
    }
    assertThat(history.page(Filter.ALL, Sort.parse("title"), Optional.empty(), 9).rows())
        .extracting(row -> row.request().taskId().value())
        .containsExactly("b", "a");
    assertThat(history.page(Filter.ALL, Sort.parse("-title"), Optional.empty(), 9).rows())
        .extracting(row -> row.request().taskId().value())
        .containsExactly("a", "b");
  }
}
