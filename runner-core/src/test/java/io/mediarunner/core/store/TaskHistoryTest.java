package io.mediarunner.core.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.mediarunner.core.error.Failure;
import io.mediarunner.core.error.FailureCode;
import io.mediarunner.core.store.TaskHistory.Filter;
import io.mediarunner.core.store.TaskHistory.Page;
import io.mediarunner.core.task.Stage;
import io.mediarunner.core.task.TaskId;
import io.mediarunner.core.task.TaskRequest;
import io.mediarunner.core.task.TaskState;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TaskHistoryTest {
  private static final Instant T0 = Instant.parse("2026-01-01T12:00:00Z");
  private static final Failure BROKEN = new Failure(FailureCode.ENCODER_FAILED, "It broke.");

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

  private void accept(String id, String type, String title, Instant at) throws Exception {
    TaskRequest request =
        new TaskRequest(
            new TaskId(id),
            "etab",
            "app",
            Optional.empty(),
            type,
            "http://host/x.mp4",
            Optional.empty(),
            Map.of("video_title", title),
            "http://app/notify",
            Optional.of("http://manager/task/completion"));
    store.accept(0, request, at);
  }

  private void end(String id, TaskOutcome outcome, Instant at) {
    store.finish(new TaskId(id), 1, outcome, at);
  }

  private static List<String> ids(Page page) {
    return page.rows().stream().map(row -> row.request().taskId().value()).toList();
  }

  private Page page(Filter filter) {
    return history.page(filter, Optional.empty(), 50);
  }

  @Test
  void pagesThroughEverythingOnceNewestFirst() throws Exception {
    for (int i = 0; i < 25; i++) {
      accept("t" + i, "encoding", "Talk " + i, T0.plusSeconds(i / 5)); // five at the same moment
    }
    List<String> seen = new ArrayList<>();
    Optional<String> after = Optional.empty();
    do {
      Page page = history.page(Filter.ALL, after, 7);
      seen.addAll(ids(page));
      after = page.next();
    } while (after.isPresent());

    assertThat(seen).hasSize(25).doesNotHaveDuplicates();
    assertThat(seen.get(0)).isEqualTo("t24");
    assertThat(seen.get(24)).isEqualTo("t0");
  }

  @Test
  void filtersByStateTypeInstanceAndText() throws Exception {
    accept("a", "encoding", "Analyse de Fourier 100%", T0);
    accept("b", "studio", "Chemistry", T0.plusSeconds(1));
    accept("c", "encoding", "Biology", T0.plusSeconds(2));
    store.started(new TaskId("b"), 1, T0.plusSeconds(3));
    end("c", TaskOutcome.failed(BROKEN, Optional.of("log")), T0.plusSeconds(4));

    assertThat(ids(page(Filter.ALL))).containsExactly("c", "b", "a");
    assertThat(ids(page(state("failed")))).containsExactly("c");
    assertThat(ids(page(state("running")))).containsExactly("b");
    assertThat(ids(page(state("waiting")))).containsExactly("a");
    assertThat(ids(page(text("fourier")))).containsExactly("a");
    assertThat(ids(page(text("100%")))).containsExactly("a");
    assertThat(ids(page(text("100_")))).as("no wildcard").isEmpty();
    assertThat(
            ids(
                page(
                    new Filter(
                        Optional.empty(),
                        Optional.of("encoding"),
                        OptionalInt.of(0),
                        Optional.empty()))))
        .containsExactly("c", "a");
    assertThatThrownBy(() -> state("lost")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void findsAnyPartOfATextWhateverItsCharactersAre() throws Exception {
    accept("quoted", "encoding", "He said \"hello\" AND left * OR not", T0);
    accept("accents", "encoding", "Théorie des équations", T0.plusSeconds(1));
    accept("emoji", "encoding", "Cours \uD83C\uDF93\uD83C\uDF93\uD83C\uDF93", T0.plusSeconds(2));

    assertThat(ids(page(text("\"hello\" and")))).containsExactly("quoted");
    assertThat(ids(page(text("left * or")))).containsExactly("quoted");
    assertThat(ids(page(text("ORIE DES")))).containsExactly("accents");
    assertThat(ids(page(text("équa")))).containsExactly("accents");
    assertThat(ids(page(text("\uD83C\uDF93\uD83C\uDF93\uD83C\uDF93")))).containsExactly("emoji");
    assertThat(ids(page(text("He")))).as("too short for the index").contains("quoted");
    assertThat(ids(page(text("host/x.mp4")))).containsExactly("emoji", "accents", "quoted");
    assertThat(ids(page(text("task/completion")))).as("the same in all requests").isEmpty();
  }

  @Test
  void findsWhatWasSentAgainByItsNewTextAndNothingThatIsGone() throws Exception {
    accept("a", "encoding", "Algebra", T0);
    end("a", TaskOutcome.succeeded(Optional.empty()), T0);
    accept("b", "encoding", "Biology", T0.plusSeconds(1));
    accept("a", "encoding", "Geometry", T0.plusSeconds(2));

    assertThat(ids(page(text("algebra")))).isEmpty();
    assertThat(ids(page(text("geometry")))).containsExactly("a");
    assertThat(ids(page(text("http://host")))).containsExactly("a", "b");

    store.finish(new TaskId("b"), 1, TaskOutcome.succeeded(Optional.empty()), T0);
    store.delete(new TaskId("b"));
    assertThat(ids(page(text("biology")))).isEmpty();
  }

  @Test
  void pagesThroughTheHitsOfASearchAlsoWhenThePlaceIsGone() throws Exception {
    for (int i = 0; i < 25; i++) {
      accept("t" + (i * 7 % 25), "encoding", "Talk", T0.plusSeconds(i / 5));
    }
    List<String> seen = new ArrayList<>();
    Optional<String> after = Optional.empty();
    do {
      Page page = history.page(text("talk"), after, 7);
      seen.addAll(ids(page));
      after = page.next();
    } while (after.isPresent());
    assertThat(seen).hasSize(25).doesNotHaveDuplicates();

    Page first = history.page(text("talk"), Optional.empty(), 7);
    TaskId last = first.rows().get(6).request().taskId();
    store.finish(last, 1, TaskOutcome.succeeded(Optional.empty()), T0);
    store.delete(last);
    assertThat(ids(history.page(text("talk"), first.next(), 50)))
        .doesNotContainAnyElementsOf(ids(first))
        .isNotEmpty();
  }

  @Test
  void indexesTheTasksOfAnOlderJournal() throws Exception {
    accept("old", "encoding", "From before", T0);
    history.close();
    store.close();
    Path file = folder.resolve("runner.db");
    try (Connection older = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = older.createStatement()) {
      for (String undo :
          List.of(
              "DROP INDEX task_cause",
              "DROP INDEX task_host_succeeded",
              "DROP INDEX task_warned",
              "DROP TRIGGER task_gone_with_warnings",
              "DROP TRIGGER task_came_without_warnings",
              "ALTER TABLE task DROP COLUMN source_host",
              "ALTER TABLE task DROP COLUMN cause",
              "ALTER TABLE task DROP COLUMN warnings",
              "ALTER TABLE task DROP COLUMN speeds",
              "ALTER TABLE task DROP COLUMN reported_at",
              "ALTER TABLE task DROP COLUMN source_bytes",
              "DROP TABLE warning",
              "DROP TABLE attempt",
              "DROP TABLE quiet",
              "DROP TRIGGER task_came",
              "DROP TRIGGER task_gone",
              "DROP TABLE task_number",
              "DROP TABLE task_search",
              "UPDATE task SET request=request",
              "INSERT INTO task SELECT 'torn', 'no json', task_type, instance, attempt, state,"
                  + " stop_requested, failure_code, failure_message, script_output, accepted_at,"
                  + " started_at, ended_at, interruptions FROM task",
              "ALTER TABLE outbox DROP COLUMN tried_at",
              "ALTER TABLE outbox DROP COLUMN tried_ms",
              "PRAGMA user_version=4")) {
        statement.execute(undo);
      }
    }
    store = TaskStore.open(file);
    history = TaskHistory.open(file);

    assertThat(ids(page(text("from before")))).containsExactly("old");
  }

  private static Filter state(String state) {
    return new Filter(Optional.of(state), Optional.empty(), OptionalInt.empty(), Optional.empty());
  }

  private static Filter text(String text) {
    return new Filter(Optional.empty(), Optional.empty(), OptionalInt.empty(), Optional.of(text));
  }

  @Test
  void refusesAPlaceThatItDidNotGiveOut() {
    for (String place : List.of("", "x", ".", "1.", "a.b", "1./etc", "1.a'b")) {
      assertThatThrownBy(() -> history.page(Filter.ALL, Optional.of(place), 5))
          .as(place)
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> history.page(Filter.ALL, Optional.empty(), 201))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void countsDaysWithStoppedTasksApart() throws Exception {
    for (String id : List.of("ok", "bad", "stopped", "old")) {
      accept(id, "encoding", id, T0);
    }
    end("ok", TaskOutcome.succeeded(Optional.empty()), T0);
    end("bad", TaskOutcome.failed(BROKEN, Optional.empty()), T0.minus(Duration.ofDays(1)));
    end("stopped", TaskOutcome.failed(Failure.CANCELLED, Optional.empty()), T0);
    end("old", TaskOutcome.succeeded(Optional.empty()), T0.minus(Duration.ofDays(30)));

    assertThat(history.days(3, T0, ZoneOffset.UTC))
        .containsExactly(
            new TaskHistory.Day(LocalDate.of(2025, 12, 30), 0, 0, 0),
            new TaskHistory.Day(LocalDate.of(2025, 12, 31), 0, 1, 0),
            new TaskHistory.Day(LocalDate.of(2026, 1, 1), 1, 0, 1));
  }

  @Test
  void knowsWhenTheStagesOfTheLastAttemptBeganUntilTheTaskIsForgotten() throws Exception {
    TaskId id = new TaskId("a");
    Instant later = T0.plusSeconds(100);
    accept("a", "encoding", "A", T0);
    store.finish(
        id,
        1,
        TaskOutcome.failed(BROKEN, Optional.empty()),
        Map.of(Stage.INSPECT, T0.plusSeconds(2), Stage.FETCH, T0.plusSeconds(1)),
        T0.plusSeconds(9));
    assertThat(history.stages(id))
        .containsExactly(
            entry(Stage.FETCH, T0.plusSeconds(1)), entry(Stage.INSPECT, T0.plusSeconds(2)));

    accept("a", "encoding", "A", later);
    store.finish(id, 2, TaskOutcome.succeeded(Optional.empty()), Map.of(Stage.FETCH, later), later);
    assertThat(history.stages(id)).containsExactly(entry(Stage.FETCH, later));

    store.delete(id);
    assertThat(history.stages(id)).isEmpty();
  }

  @Test
  void showsWhatTheManagerHasNotTaken() throws Exception {
    accept("a", "encoding", "A", T0);
    end("a", TaskOutcome.failed(BROKEN, Optional.of("said")), T0.plusSeconds(9));
    store.outbox().retry(new TaskId("a"), 1, T0, T0.plusSeconds(99), "HTTP 503");

    assertThat(store.outbox().undelivered())
        .containsExactly(
            new Undelivered(
                new TaskId("a"),
                1,
                0,
                1,
                T0.plusSeconds(9),
                Optional.of(T0.plusSeconds(99)),
                Optional.of("HTTP 503")));
    assertThat(history.outboxDepth())
        .isEqualTo(new TaskHistory.OutboxDepth(1, Optional.of(T0.plusSeconds(9))));
    assertThat(history.scriptOutput(new TaskId("a"))).contains("said");
    TaskHistory.Row row = history.find(new TaskId("a")).orElseThrow();
    assertThat(row.state()).isEqualTo(TaskState.FAILED);
    assertThat(row.failure()).contains(BROKEN);
    assertThat(history.find(new TaskId("nosuch"))).isEmpty();
  }
}
