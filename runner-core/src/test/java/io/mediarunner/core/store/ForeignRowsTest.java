package io.mediarunner.core.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mediarunner.core.error.Failure;
import io.mediarunner.core.error.FailureCode;
import io.mediarunner.core.store.TaskHistory.Filter;
import io.mediarunner.core.task.TaskId;
import io.mediarunner.core.task.TaskRequest;
import io.mediarunner.core.task.TaskState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows that a newer version wrote, or that make no sense. */
class ForeignRowsTest {
  private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");
  private static final Failure BROKEN = new Failure(FailureCode.ENCODER_FAILED, "It broke.");

  @TempDir private Path folder;
  private Path file;
  private TaskStore store;
  private TaskHistory history;

  @BeforeEach
  void open() throws Exception {
    file = folder.resolve("runner.db");
    store = TaskStore.open(file);
    history = TaskHistory.open(file, store::setAside);
    for (String id : List.of("one", "two", "three")) {
      store.accept(0, request(id), T0);
    }
    store.finish(new TaskId("one"), 1, TaskOutcome.failed(BROKEN, Optional.empty()), T0);
    store.finish(new TaskId("two"), 1, TaskOutcome.succeeded(Optional.empty()), T0);
  }

  @AfterEach
  void close() {
    history.close();
    store.close();
  }

  @Test
  void showsAFailureCodeOfANewerVersionAsItIs() throws Exception {
    sql("UPDATE task SET failure_code='TOO_GOOD' WHERE task_id='one'");

    Failure shown = history.find(new TaskId("one")).orElseThrow().failure().orElseThrow();
    assertThat(shown.name()).isEqualTo("TOO_GOOD");
    assertThat(shown.message()).isEqualTo("It broke.");
    assertThat(shown.code()).isEqualTo(FailureCode.INTERNAL);
    assertThat(store.find(new TaskId("one")).flatMap(TaskRecord::failure)).contains(shown);
  }

  @Test
  void showsAStateOfANewerVersionAsItIsAndDoesNotWorkOnIt() throws Exception {
    sql("UPDATE task SET state='SLEEPING' WHERE task_id='three'");

    assertThat(history.find(new TaskId("three")))
        .get()
        .returns(TaskState.UNKNOWN, TaskHistory.Row::state)
        .returns("sleeping", TaskHistory.Row::shownState);
    assertThat(store.unfinished()).isEmpty();
  }

  @Test
  void listsTheOthersAndSetsAsideARequestThatIsNoJson() throws Exception {
    store.outbox().delivered(new TaskId("two"), 1);
    sql("UPDATE task SET request='{\"titl' WHERE task_id='two'");

    assertThat(ids(history.page(Filter.ALL, Optional.empty(), 50)))
        .containsExactlyInAnyOrder("one", "three");
    assertThat(column("SELECT task_id || ': ' || reason FROM quarantine"))
        .containsExactly("two: its stored request is not JSON");
    assertThat(column("SELECT content FROM quarantine").get(0)).contains("{\\\"titl");
    assertThat(store.ids()).containsExactlyInAnyOrder("one", "three");
  }

  @Test
  void fillsAPageAlthoughARowOfItIsBad() throws Exception {
    store.outbox().delivered(new TaskId("two"), 1);
    sql("UPDATE task SET request='[]' WHERE task_id='two'");

    TaskHistory.Page first = history.page(Filter.ALL, Optional.empty(), 1);
    TaskHistory.Page second = history.page(Filter.ALL, first.next(), 1);

    List<String> both = new ArrayList<>(ids(first));
    both.addAll(ids(second));
    assertThat(both).containsExactlyInAnyOrder("one", "three");
    assertThat(second.next()).isEmpty();
  }

  @Test
  void goesOnWithARunningTaskByWhatIsKeptBesideTheJournal() throws Exception {
    sql("UPDATE task SET request=substr(request, 2) WHERE task_id='three'");

    assertThat(store.find(new TaskId("three")).map(TaskRecord::request)).contains(request("three"));
    assertThat(column("SELECT task_id FROM quarantine")).containsExactly("three");
    assertThat(store.unfinished()).hasSize(1);
  }

  @Test
  void tellsTheManagerOfARunningTaskThatItCanNoLongerRead() throws Exception {
    Files.delete(folder.resolve(".open-tasks").resolve("three.json"));
    sql("UPDATE task SET request=substr(request, 2) WHERE task_id='three'");

    assertThat(store.unfinished()).isEmpty();
    assertThat(store.outbox().due(0, Instant.now()))
        .filteredOn(entry -> entry.taskId().value().equals("three"))
        .singleElement()
        .satisfies(
            entry -> {
              assertThat(entry.callback()).isEqualTo("http://manager/task/completion");
              assertThat(entry.body()).contains("\"status\":\"failed\"");
            });
  }

  @Test
  void refusesDataOfANewerVersionInOneSentence() throws Exception {
    close();
    sql("UPDATE meta SET value=2 WHERE name='data_version'");

    assertThatThrownBy(() -> TaskStore.open(file))
        .hasMessageContaining(file.toString())
        .hasMessageContaining("data of version 2, written by a newer version of Media Runner")
        .hasMessageNotContaining("\n");
    sql("UPDATE meta SET value=1 WHERE name='data_version'");
    store = TaskStore.open(file);
    history = TaskHistory.open(file);
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
        Map.of(),
        "http://client/notify",
        Optional.of("http://manager/task/completion"));
  }

  private static List<String> ids(TaskHistory.Page page) {
    return page.rows().stream().map(row -> row.request().taskId().value()).toList();
  }

  private void sql(String change) throws Exception {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        var statement = connection.createStatement()) {
      statement.executeUpdate(change);
    }
  }

  private List<String> column(String query) throws Exception {
    List<String> found = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        var statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      while (rows.next()) {
        found.add(rows.getString(1));
      }
    }
    return found;
  }
}
