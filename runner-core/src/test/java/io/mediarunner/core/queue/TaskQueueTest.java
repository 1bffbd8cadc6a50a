package io.mediarunner.core.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mediarunner.core.database.JournalDamagedException;
import io.mediarunner.core.database.StorageUnavailableException;
import io.mediarunner.core.task.TaskId;
import io.mediarunner.core.task.TaskRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TaskQueueTest {
  private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");
  private static final Set<String> ENCODING = Set.of("encoding");

  @TempDir private Path folder;
  private Optional<String> problem = Optional.empty();
  private TaskQueue queue;

  @BeforeEach
  void open() {
    queue = TaskQueue.open(folder.resolve("queue.db"), () -> problem, 100);
  }

  @AfterEach
  void close() {
    queue.close();
  }

  private void reopen() {
    queue.close();
    open();
  }

  private static TaskRequest request(String id, String type) {
    return new TaskRequest(
        new TaskId(id),
        "etab",
        "app",
        Optional.empty(),
        type,
        "http://host/" + id + ".mp4",
        Optional.empty(),
        Map.of("video_id", id),
        "http://client/notify",
        Optional.empty());
  }

  private void add(String application, String id) throws QueueFullException {
    queue.add(application, request(id, "encoding"), id, 0, T0);
  }

  private String next() {
    return queue.take("r", ENCODING, T0).orElseThrow().request().taskId().value();
  }

  private static TaskEnd end(String id, int attempt) {
    return new TaskEnd(
        new TaskId(id),
        attempt,
        QueueState.COMPLETED,
        Optional.empty(),
        Optional.of("log"),
        "{\"task_id\":\"" + id + "\",\"attempt\":" + attempt + "}");
  }

  @Test
  void servesApplicationsInTurn() throws Exception {
    for (int i = 0; i < 60; i++) {
      add("greedy", "g" + i);
    }
    for (int i = 0; i < 20; i++) {
      add("pod", "p" + i);
      add("moodle", "m" + i);
    }
    Map<Character, Integer> taken = new HashMap<>();
    for (int i = 0; i < 60; i++) {
      taken.merge(next().charAt(0), 1, Integer::sum);
      reopen(); // whose turn it is survives
      assertThat(taken.values().stream().mapToInt(n -> n).max().getAsInt())
          .isLessThanOrEqualTo(1 + taken.getOrDefault('m', 0));
    }
    assertThat(taken).containsOnly(Map.entry('g', 20), Map.entry('p', 20), Map.entry('m', 20));
  }

  @Test
  void savesUpNoTurns() throws Exception {
    for (int i = 0; i < 50; i++) {
      add("early", "e" + i);
      if (i < 30) {
        next();
      }
    }
    add("late", "l0");
    add("late", "l1");
    add("late", "l2");

    assertThat(List.of(next(), next(), next(), next()))
        .as("the latecomer does not go first thirty times")
        .containsExactlyInAnyOrder("e30", "l0", "e31", "l1");
  }

  @Test
  void goesByPriorityThenByAge() throws Exception {
    queue.add("a", request("old", "encoding"), "1", 0, T0);
    queue.add("a", request("urgent", "encoding"), "2", 5, T0.plusSeconds(1));
    queue.add("a", request("young", "encoding"), "3", 0, T0.plusSeconds(2));
    queue.add("a", request("patient", "encoding"), "4", -1, T0.minus(Duration.ofMinutes(11)));

    assertThat(List.of(next(), next(), next(), next()))
        .containsExactly("urgent", "patient", "old", "young");
  }

  @Test
  void givesARunnerOnlyWhatItOffers() throws Exception {
    queue.add("a", request("t", "transcription"), "t", 0, T0);
    add("b", "e");

    assertThat(next()).isEqualTo("e");
    assertThat(queue.take("r", ENCODING, T0)).isEmpty();
    assertThat(queue.waiting())
        .isEqualTo(new WaitingTasks(Map.of("a", 1), Set.of("transcription"), Optional.of(T0)));
  }

  @Test
  void endsOnlyWhatNoRunnerWasAskedToTake() throws Exception {
    queue.add("a", request("t", "transcription"), "t", 0, T0);
    queue.add("b", request("u", "transcription"), "u", 0, T0.plusSeconds(1));
    assertThat(queue.waiting("transcription"))
        .extracting(task -> task.request().taskId().value())
        .containsExactly("t", "u");

    queue.take("r", Set.of("transcription"), T0);
    assertThat(queue.endWaiting(end("t", 0), T0)).isFalse();
    assertThat(queue.find(new TaskId("t")).orElseThrow().state()).isEqualTo(QueueState.SENT);
    assertThat(queue.endWaiting(end("u", 0), T0)).isTrue();
    assertThat(queue.endWaiting(end("u", 0), T0)).isFalse();
    assertThat(queue.due(T0)).extracting(Callback::body).containsExactly(end("u", 0).body());
    assertThat(queue.waiting()).isEqualTo(new WaitingTasks(Map.of(), Set.of(), Optional.empty()));
  }

  @Test
  void boundsEachApplicationByItself() throws Exception {
    for (int i = 0; i < 100; i++) {
      add("a", "a" + i);
    }

    assertThatThrownBy(() -> add("a", "one-more")).isInstanceOf(QueueFullException.class);
    add("b", "b0");
    next();
    add("a", "one-more");
  }

  @Test
  void knowsTheSameRequestUntilItHasEnded() throws Exception {
    add("a", "t1");
    QueuedTask same = queue.add("a", request("t2", "encoding"), "t1", 0, T0);
    assertThat(same.request().taskId().value()).isEqualTo("t1");
    assertThat(queue.add("b", request("t3", "encoding"), "t1", 0, T0).application())
        .as("of another application it is another task")
        .isEqualTo("b");

    queue.end(end("t1", 1), T0);

    assertThat(queue.add("a", request("t4", "encoding"), "t1", 0, T0).request().taskId().value())
        .isEqualTo("t4");
  }

  @Test
  void endsEachRunOnceAndTellsItOnce() throws Exception {
    add("a", "t1");
    next();
    queue.taken(new TaskId("t1"), 1, T0);

    assertThat(queue.end(end("t1", 2), T0)).isTrue();
    assertThat(queue.end(end("t1", 2), T0)).isTrue();
    reopen();

    assertThat(queue.due(T0)).singleElement().satisfies(c -> assertThat(c.key()).isEqualTo("t1:1"));
    assertThat(queue.end(end("nobody", 1), T0)).isFalse();

    assertThat(queue.again(new TaskId("t1"), T0)).isTrue();
    queue.end(end("t1", 2), T0); // the runner tells its second attempt once more
    assertThat(queue.find(new TaskId("t1")).orElseThrow().state()).isEqualTo(QueueState.WAITING);
    queue.end(end("t1", 3), T0);
    assertThat(queue.due(T0)).extracting(Callback::key).containsExactly("t1:1", "t1:2");
  }

  /** However many callbacks of another one wait for a server that does not answer. */
  @Test
  void callsEachApplicationBack() throws Exception {
    for (int i = 0; i < 103; i++) {
      add("slow", "s" + i);
      queue.end(end("s" + i, 1), T0);
    }
    add("other", "t");
    queue.end(end("t", 1), T0.plusSeconds(1));

    assertThat(queue.due(T0.plusSeconds(2))).hasSize(21).extracting(Callback::key).endsWith("t:1");
  }

  @Test
  void whatARunnerRefusesKeepsItsPlaceAndCostsNoTurn() throws Exception {
    add("a", "t1");
    add("a", "t2");
    add("b", "u1");
    assertThat(next()).isEqualTo("t1");

    assertThat(queue.putBack(new TaskId("t1"), 1, T0)).isEqualTo(1);

    assertThat(next()).isEqualTo("t1");
    assertThat(next()).isEqualTo("u1");
    queue.end(end("t1", 1), T0);
    queue.putBack(new TaskId("t1"), 1, T0); // late
    assertThat(queue.find(new TaskId("t1")).orElseThrow().state()).isEqualTo(QueueState.COMPLETED);
  }

  @Test
  void keepsAFailedCallbackUntilItIsTold() throws Exception {
    add("a", "t1");
    queue.end(end("t1", 1), T0);
    Callback callback = queue.due(T0).get(0);

    queue.untold(callback, T0, Optional.of(Duration.ofSeconds(60)), "HTTP 503");

    assertThat(queue.due(T0)).isEmpty();
    assertThat(queue.find(new TaskId("t1")).orElseThrow().untold()).contains("HTTP 503");
    reopen();
    Callback again = queue.due(T0.plusSeconds(60)).get(0);
    assertThat(again.body()).isEqualTo(callback.body());
    assertThat(again.tries()).isEqualTo(1);
    queue.told(again);
    assertThat(queue.find(new TaskId("t1")).orElseThrow().untold()).isEmpty();
  }

  @Test
  void countsOnlyTheTimeInWhichACallbackCouldBeTried() throws Exception {
    add("a", "t1");
    queue.end(end("t1", 1), T0);
    Instant hour = T0.plus(Duration.ofHours(1));
    queue.untold(queue.due(T0).get(0), T0, Optional.of(Duration.ofHours(1)), "HTTP 503");
    Callback second = queue.due(hour).get(0);
    assertThat(second.triedFor()).isEqualTo(Duration.ofHours(1));
    queue.untold(second, hour, Optional.of(Duration.ofHours(1)), "HTTP 503");

    reopen();
    queue.tellAgain();

    assertThat(queue.due(T0.plus(Duration.ofDays(3))).get(0).triedFor())
        .as("off for a weekend")
        .isEqualTo(Duration.ofHours(1));
    assertThat(queue.due(T0.minus(Duration.ofDays(9_000))))
        .as("due at once, whatever the clock shows now")
        .hasSize(1);
  }

  @Test
  void changesNothingWhileTheStorageIsAway() throws Exception {
    add("a", "t1");
    problem = Optional.of("is gone");

    assertThatThrownBy(() -> add("a", "t2")).isInstanceOf(StorageUnavailableException.class);
    assertThatThrownBy(() -> queue.take("r", ENCODING, T0))
        .isInstanceOf(StorageUnavailableException.class);
    problem = Optional.empty();
    assertThat(queue.list(Optional.empty(), 10)).hasSize(1);
    assertThat(next()).isEqualTo("t1");
  }

  @Test
  void leavesOutARowThatMakesNoSense() throws Exception {
    add("a", "t1");
    add("a", "t2");
    queue.close();
    try (var c = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("queue.db"));
        var s = c.createStatement()) {
      s.execute("UPDATE task SET request='nonsense' WHERE task_id='t1'");
    }
    open();

    assertThat(queue.list(Optional.of("a"), 10))
        .extracting(task -> task.request().taskId().value())
        .containsExactly("t2");
    assertThat(next()).isEqualTo("t2");
  }

  @Test
  void leavesATaskOfANewerVersionAsItIs() throws Exception {
    add("a", "t1");
    add("a", "t2");
    set("UPDATE task SET state='PAUSED' WHERE task_id='t1'");

    assertThat(queue.list(Optional.of("a"), 10))
        .extracting(task -> task.request().taskId().value())
        .containsExactly("t2");
    assertThat(queue.find(new TaskId("t1"))).isEmpty();
    assertThat(next()).isEqualTo("t2");

    set("UPDATE task SET state='WAITING' WHERE task_id='t1' AND state='PAUSED'");
    assertThat(next()).as("its version came back").isEqualTo("t1");
  }

  private void set(String change) throws Exception {
    queue.close();
    try (var c = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("queue.db"));
        var s = c.createStatement()) {
      s.execute(change);
    }
    open();
  }

  @Test
  void saysThatAFileIsDamaged() throws Exception {
    Path file = folder.resolve("other.db");
    Files.writeString(file, "no database, but long enough to be read as one".repeat(100));

    assertThatThrownBy(() -> TaskQueue.open(file, Optional::empty, 1))
        .isInstanceOf(JournalDamagedException.class);
  }

  @Test
  void forgetsWhatEndedLongAgo() throws Exception {
    add("a", "t1");
    add("a", "t2");
    queue.end(end("t1", 1), T0);

    queue.forget(T0.plusSeconds(1));

    assertThat(queue.list(Optional.empty(), 10)).hasSize(1);
    assertThat(queue.due(T0.plusSeconds(9))).isEmpty();
  }
}
