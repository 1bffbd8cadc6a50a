package io.mediarunner.core.attempt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.mediarunner.core.error.Failure;
import io.mediarunner.core.store.TaskRecord;
import io.mediarunner.core.store.TaskStore;
import io.mediarunner.core.store.Undelivered;
import io.mediarunner.core.task.TaskId;
import io.mediarunner.core.task.TaskRequest;
import io.mediarunner.core.task.TaskState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Status files as a runner of EsupPortail writes them. */
class LegacyTaskImportTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String CALLBACK = "http://127.0.0.1:1/task/completion";
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

  private static Map<String, Object> request(String id) {
    Map<String, Object> request = new LinkedHashMap<>();
    request.put("task_id", id);
    request.put("etab_name", "etab");
    request.put("app_name", "app");
    request.put("app_version", null);
    request.put("task_type", "encoding");
    request.put("source_url", "http://host/" + id + ".mp4");
    request.put("affiliation", null);
    request.put("parameters", Map.of("video_id", 42));
    request.put("notify_url", "http://host/notify");
    request.put("completion_callback", CALLBACK);
    return request;
  }

  private static Map<String, Object> record(String id, String status) {
    Map<String, Object> record = new LinkedHashMap<>();
    record.put("task_id", id);
    record.put("status", status);
    record.put("task_request", request(id));
    return record;
  }

  private Path write(String name, Map<String, ?> records) throws Exception {
    return Files.writeString(storage.resolve(name), MAPPER.writeValueAsString(records));
  }

  private int takeOver() throws Exception {
    Path named = storage.resolve("runner_task_statuses.json");
    return new LegacyTaskImport(store, storage, named, Clock.systemUTC()).takeOver(2);
  }

  private TaskRecord task(String id) {
    return store.find(new TaskId(id)).orElseThrow();
  }

  @Test
  void beginsAnewWhatWasRunningOnItsInstanceOnce() throws Exception {
    Map<String, Object> asText = record("b", "running");
    Map<String, Object> request = request("b");
    request.remove("completion_callback");
    asText.put("task_request", MAPPER.writeValueAsString(request));
    asText.put("completion_callback", CALLBACK);
    Path first =
        write(
            "runner_task_statuses.instance-0.json",
            Map.of("a", record("a", "running"), "x", record("x", "failed")));
    write("runner_task_statuses.instance-1.json", Map.of("b", asText));
    write("runner_task_statuses.instance-7.json", Map.of("c", record("c", "running")));
    write("runner_task_statuses.json", Map.of("d", record("d", "running")));
    Path foreign = write("other_statuses.json", Map.of("e", record("e", "running")));
    Path leftover = Files.createDirectories(storage.resolve("a/output")).resolve("half.mp4");
    Files.writeString(leftover, "x");

    assertThat(takeOver()).isEqualTo(4);

    assertThat(store.unfinished())
        .extracting(task -> task.request().taskId().value() + task.instance() + task.state())
        .containsExactlyInAnyOrder("a0ACCEPTED", "b1ACCEPTED", "c0ACCEPTED", "d0ACCEPTED");
    TaskRequest taken = task("b").request();
    assertThat(taken.sourceUrl()).isEqualTo("http://host/b.mp4");
    assertThat(taken.parameters()).isEqualTo(Map.of("video_id", 42));
    assertThat(taken.completionCallback()).contains(CALLBACK);
    assertThat(taken.appVersion()).isEmpty();
    assertThat(leftover).doesNotExist();
    assertThat(first).doesNotExist();
    assertThat(storage.resolve("runner_task_statuses.instance-0.json.imported")).exists();
    assertThat(foreign).exists();
    assertThat(takeOver()).isZero();
  }

  @Test
  void leavesATaskAloneThatItHasTakenOverBefore() throws Exception {
    write("runner_task_statuses.json", Map.of("a", record("a", "running")));
    assertThat(takeOver()).isEqualTo(1);
    Path ours = Files.createDirectories(storage.resolve("a/attempt-1/fetched"));
    write("runner_task_statuses.json", Map.of("a", record("a", "running")));

    assertThat(takeOver()).isZero();

    assertThat(ours).exists();
    assertThat(task("a").attempt()).isEqualTo(1);
  }

  @Test
  void reportsWhatSomebodyHadStoppedAsCancelled() throws Exception {
    Map<String, Object> stopped = record("a", "running");
    stopped.put("stop_requested", "true");
    write("runner_task_statuses.json", Map.of("a", stopped));

    assertThat(takeOver()).isEqualTo(1);

    assertThat(task("a").state()).isEqualTo(TaskState.FAILED);
    assertThat(store.outbox().undelivered())
        .extracting(Undelivered::taskId)
        .containsExactly(new TaskId("a"));
    assertThat(store.outbox().due(0, Instant.now().plusSeconds(1)).get(0).body())
        .contains("Cancelled by user.");
  }

  @Test
  void leavesAsideWhatItCannotReadAndTakesTheRest() throws Exception {
    Path broken = storage.resolve("runner_task_statuses.instance-0.json");
    Files.writeString(broken, "{\"a\": ");
    Map<String, Object> lost = record("lost", "running");
    lost.remove("task_request");
    lost.put("completion_callback", CALLBACK);
    Map<String, Object> garbled = record("garbled", "running");
    garbled.put("task_request", "{");
    Map<String, Object> records = new LinkedHashMap<>();
    records.put("lost", lost);
    records.put("garbled", garbled);
    records.put("../etc", record("../etc", "running"));
    records.put("text", "running");
    records.put("good", record("good", "running"));
    write("runner_task_statuses.instance-1.json", records);

    assertThat(takeOver()).isEqualTo(3);

    assertThat(store.waiting(1))
        .extracting(task -> task.request().taskId().value())
        .containsExactly("good");
    assertThat(task("garbled").failure()).contains(Failure.INTERRUPTED);
    assertThat(store.outbox().undelivered())
        .as("the Manager hears of what nobody can go on with")
        .extracting(undelivered -> undelivered.taskId().value())
        .containsExactly("lost");
    assertThat(broken).exists();
  }

  @Test
  void isAtEaseWithoutAnyFileOrFolder() throws Exception {
    assertThat(takeOver()).isZero();
    Path nowhere = storage.resolve("nowhere/statuses.json");
    assertThat(new LegacyTaskImport(store, storage, nowhere, Clock.systemUTC()).takeOver(2))
        .isZero();
  }

  @Test
  void endsThePrograms() throws Exception {
    Path file = Files.createDirectories(storage.resolve("a")).resolve("encoding.log");
    Files.writeString(file, "x");
    Process program = new ProcessBuilder(List.of("tail", "-f", file.toString())).start();
    try {
      await()
          .until(
              () ->
                  program
                      .info()
                      .arguments()
                      .map(List::of)
                      .equals(Optional.of(List.of("-f", file.toString()))));
      write("runner_task_statuses.json", Map.of("a", record("a", "running")));

      takeOver();

      await().atMost(Duration.ofSeconds(5)).until(() -> !program.isAlive());
    } finally {
      program.destroyForcibly();
    }
  }
}
