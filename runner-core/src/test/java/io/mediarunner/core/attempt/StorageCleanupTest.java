package io.mediarunner.core.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import io.mediarunner.core.database.WriteWatch;
import io.mediarunner.core.error.Failure;
import io.mediarunner.core.store.TaskOutcome;
import io.mediarunner.core.store.TaskStore;
import io.mediarunner.core.task.TaskId;
import io.mediarunner.core.task.TaskRequest;
import io.mediarunner.core.workspace.TaskFolders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StorageCleanupTest {
  private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
  private static final Instant LONG_AGO = NOW.minus(Duration.ofDays(31));
  private static final Instant LATELY = NOW.minus(Duration.ofDays(29));
  @TempDir private Path folder;
  private TaskStore store;
  private StorageCleanup cleanup;

  @BeforeEach
  void open() {
    store = TaskStore.open(folder.resolve("runner.db"));
    cleanup =
        new StorageCleanup(
            store,
            new TaskFolders(
                folder,
                folder.resolve("runner_task_statuses.json"),
                List.of(folder.resolve("whisper-models"), folder.resolve("cache/deep"))),
            Duration.ofDays(30));
  }

  @AfterEach
  void close() {
    store.close();
  }

  private TaskId task(String id, Optional<String> callback, Instant accepted) throws Exception {
    TaskId taskId = new TaskId(id);
    store.accept(
        0,
        new TaskRequest(
            taskId,
            "e",
            "a",
            Optional.empty(),
            "encoding",
            "http://host/x.mp4",
            Optional.empty(),
            Map.of(),
            "",
            callback),
        accepted);
    files(id, accepted);
    return taskId;
  }

  private void files(String id, Instant changed) throws IOException {
    Path file = Files.createDirectories(folder.resolve(id).resolve("output")).resolve("a.mp4");
    Files.writeString(file, "video");
    for (Path path : List.of(file, file.getParent(), folder.resolve(id))) {
      Files.setLastModifiedTime(path, FileTime.from(changed));
    }
  }

  private List<String> left() throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .map(entry -> entry.getFileName().toString())
          .filter(name -> !name.startsWith("runner.db") && !name.equals(".open-tasks"))
          .sorted()
          .toList();
    }
  }

  @Test
  void removesWhatEndedLongAgoWithItsRecord() throws Exception {
    TaskId old = task("old", Optional.empty(), LONG_AGO);
    store.finish(old, 1, TaskOutcome.succeeded(Optional.empty()), LONG_AGO);
    TaskId failed = task("failed", Optional.empty(), LONG_AGO);
    store.finish(failed, 1, TaskOutcome.failed(Failure.CANCELLED, Optional.empty()), LONG_AGO);
    TaskId recent = task("recent", Optional.empty(), LONG_AGO);
    store.finish(recent, 1, TaskOutcome.succeeded(Optional.empty()), LATELY);

    assertThat(cleanup.sweep(NOW)).isEqualTo(2);

    assertThat(left()).containsExactly("recent");
    assertThat(store.find(old)).isEmpty();
    assertThat(store.find(failed)).isEmpty();
    assertThat(store.find(recent)).isPresent();
  }

  @Test
  void removesManyInBatchesAndFreesTheSpaceAsItGoes() throws Exception {
    int tasks = 3 * StorageCleanup.BATCH + 1;
    for (int i = 0; i < tasks; i++) {
      store.finish(
          task("t" + i, Optional.empty(), LONG_AGO.plusMillis(i % 7)),
          1,
          TaskOutcome.succeeded(Optional.empty()),
          LONG_AGO.plusMillis(i % 7));
    }
    store.close();
    List<Long> setAside = new ArrayList<>();
    store =
        TaskStore.open(
            folder.resolve("runner.db"),
            new WriteWatch() {
              @Override
              public void beforeWrite() {
                setAside.add(
                    Arrays.stream(folder.toFile().list())
                        .filter(name -> name.startsWith(".deleted-"))
                        .count());
              }

              @Override
              public void afterWrite() {
                // nothing
              }
            },
            Optional::empty);
    cleanup =
        new StorageCleanup(
            store, new TaskFolders(folder, folder.resolve("none.json")), Duration.ofDays(30));

    assertThat(cleanup.sweep(NOW)).isEqualTo(tasks);

    assertThat(setAside)
        .as("folders that still take up space at each of the few writes to the journal")
        .containsExactly(20L, 20L, 20L, 1L);
    assertThat(left()).isEmpty();
  }

  @Test
  void sparesWhatIsUnderWayAndWhatTheManagerDoesNotKnowYet() throws Exception {
    TaskId running = task("running", Optional.empty(), LONG_AGO);
    store.started(running, 1, LONG_AGO);
    task("waiting", Optional.empty(), LONG_AGO);
    TaskId untold = task("untold", Optional.of("http://manager/task/completion"), LONG_AGO);
    store.finish(untold, 1, TaskOutcome.succeeded(Optional.empty()), LONG_AGO);

    assertThat(cleanup.sweep(NOW)).isZero();
    assertThat(left()).containsExactly("running", "untold", "waiting");

    store.outbox().delivered(untold, 1);

    assertThat(cleanup.sweep(NOW)).isOne();
    assertThat(left()).containsExactly("running", "waiting");
  }

  @Test
  void removesFoldersOfTasksThatNobodyKnowsButNothingElse() throws Exception {
    files("of-an-older-runner", LONG_AGO);
    manifest("of-an-older-runner", "of-an-older-runner");
    files("growing", LONG_AGO);
    manifest("growing", "growing");
    Files.writeString(folder.resolve("growing/output/new.ts"), "new"); // its folder looks old
    Files.setLastModifiedTime(folder.resolve("growing"), FileTime.from(LONG_AGO));
    files("no.task", LONG_AGO);
    Path status = Files.writeString(folder.resolve("runner_task_statuses.json"), "{}");
    Files.setLastModifiedTime(status, FileTime.from(LONG_AGO));
    Path elsewhere = Files.createDirectory(folder.resolve("elsewhere.kept"));
    Files.createSymbolicLink(folder.resolve("link"), elsewhere);

    assertThat(cleanup.sweep(NOW)).isOne();

    assertThat(left())
        .containsExactly(
            "elsewhere.kept", "growing", "link", "no.task", "runner_task_statuses.json");
  }

  private void manifest(String id, String taskId) throws IOException {
    Path file =
        Files.writeString(
            folder.resolve(id).resolve("manifest.json"), "{\"task_id\":\"" + taskId + "\"}");
    for (Path path : List.of(file, folder.resolve(id))) {
      Files.setLastModifiedTime(path, FileTime.from(LONG_AGO));
    }
  }

  @Test
  void removesNothingThatIsNotItsOwn() throws Exception {
    files("photos", LONG_AGO);
    files("website", LONG_AGO);
    manifest("website", "My Site");
    files("broken", LONG_AGO);
    Files.writeString(folder.resolve("broken/manifest.json"), "no JSON");
    Files.setLastModifiedTime(folder.resolve("broken/manifest.json"), FileTime.from(LONG_AGO));
    Files.setLastModifiedTime(folder.resolve("broken"), FileTime.from(LONG_AGO));
    for (String spared : List.of("whisper-models", "cache/deep", "cache")) {
      Files.createDirectories(folder.resolve(spared).resolve("attempt-1"));
      Files.setLastModifiedTime(
          folder.resolve(spared).resolve("attempt-1"), FileTime.from(LONG_AGO));
      Files.setLastModifiedTime(folder.resolve(spared), FileTime.from(LONG_AGO));
    }
    Files.createDirectories(folder.resolve("abandoned/attempt-2"));
    Files.setLastModifiedTime(folder.resolve("abandoned/attempt-2"), FileTime.from(LONG_AGO));
    Files.setLastModifiedTime(folder.resolve("abandoned"), FileTime.from(LONG_AGO));

    assertThat(cleanup.sweep(NOW)).isOne();

    assertThat(left()).containsExactly("broken", "cache", "photos", "website", "whisper-models");
  }

  @Test
  void sparesAFolderOfTheSettingsEvenIfATaskHasItsName() throws Exception {
    TaskId old = task("whisper-models", Optional.empty(), LONG_AGO);
    store.finish(old, 1, TaskOutcome.succeeded(Optional.empty()), LONG_AGO);

    cleanup.sweep(NOW);

    assertThat(left()).containsExactly("whisper-models");
    assertThat(store.find(old)).as("its record goes").isEmpty();
  }

  @Test
  void finishesRemovalsThatWereInterrupted() throws Exception {
    files(".deleted-x-0", LATELY);

    cleanup.sweep(NOW);

    assertThat(left()).isEmpty();
  }
}
