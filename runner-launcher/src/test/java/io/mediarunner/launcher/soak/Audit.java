package io.mediarunner.launcher.soak;

import io.mediarunner.core.store.TaskRecord;
import io.mediarunner.core.store.TaskStore;
import io.mediarunner.core.task.TaskId;
import io.mediarunner.launcher.soak.Tally.Count;
import io.mediarunner.verticles.demo.ManagerDouble;
import io.mediarunner.verticles.demo.ManagerDouble.Route;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What must hold at the end, whatever happened before. */
final class Audit {
  private static final Duration LAST_PROGRAMS = Duration.ofSeconds(15);
  private static final Duration ANSWERS = Duration.ofSeconds(60);
  private final Rig rig;
  private final Tally tally;

  Audit(Rig rig, Tally tally) {
    this.rig = rig;
    this.tally = tally;
  }

  /**
   * Waits for the end of every task, checks each, ends the runner and looks at what it leaves.
   *
   * @param patience for all tasks together
   */
  void run(Duration patience) throws Exception {
    long deadline = System.nanoTime() + patience.toNanos();
    for (Sent task : rig.sent()) {
      Duration left = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
      if (task.accepted() && !rig.awaitEnd(task, left)) {
        tally.wrong(Count.LOST, task.source().path() + " " + task.id() + " did not end");
      }
    }
    programsEnd();
    answers();
    tally.add(Count.TASKS, rig.sent().size());
    for (Sent task : rig.sent()) {
      Optional.ofNullable(rig.manager().completion(task.id()).result())
          .ifPresent(end -> countEnd(task, end));
      tellings(task);
    }
    // If the disk was too full to record a delivery, the runner delivers again: wait for that.
    rig.runner().end();
    journal();
    leftovers();
  }

  /** It may just have been started again. */
  private void answers() throws InterruptedException {
    for (Sent task : rig.sent()) {
      Rig.await(
          () ->
              Rig.wait(rig.manager().ask(HttpMethod.GET, task.id(), "/runner/ping"))
                      .getInteger("status")
                  == 200,
          ANSWERS);
      return; // all instances answer when one does
    }
  }

  private void countEnd(Sent task, ManagerDouble.Completion end) {
    if (!end.status().equals("completed")) {
      tally.add(Count.FAILED);
      return;
    }
    tally.add(Count.COMPLETED);
    try {
      new ResultCheck(rig.manager(), rig.programs(), rig.folder())
          .problem(task)
          .ifPresent(
              what ->
                  tally.wrong(Count.FALSE, task.source().path() + " " + task.id() + " " + what));
    } catch (Exception e) {
      tally.wrong(Count.OTHER, "check of " + task.id() + ": " + e);
    }
  }

  /** However often the Manager was told, it was the same, under one key. */
  private void tellings(Sent task) {
    Set<String> keys = new HashSet<>();
    Set<String> bodies = new HashSet<>();
    int times = 0;
    for (ManagerDouble.Seen call : rig.manager().seen(Route.COMPLETION)) {
      if (call.status() == 200 && call.body().contains(task.id())) {
        keys.add(call.headers().getOrDefault("idempotency-key", "none"));
        bodies.add(call.body());
        times++;
      }
    }
    if (keys.size() > 1 || bodies.size() > 1) {
      tally.wrong(Count.TWICE, task.id() + " ended as " + keys + " " + bodies);
    }
    tally.add(Count.AGAIN, Math.max(0, times - 1));
  }

  private void programsEnd() throws Exception {
    if (!Rig.await(() -> programs().isEmpty(), LAST_PROGRAMS)) {
      for (ProcessScan.Found process : programs()) {
        tally.wrong(Count.ORPHANS, process.pid() + " " + process.commandLine());
      }
    }
  }

  private List<ProcessScan.Found> programs() throws IOException {
    return ProcessScan.naming(rig.storage()).stream()
        .filter(process -> process.pid() != rig.runner().pid())
        .filter(process -> process.pid() != ProcessHandle.current().pid())
        .toList();
  }

  private void journal() {
    try (TaskStore store = TaskStore.open(rig.storage().resolve("runner.db"))) {
      for (Sent task : rig.sent()) {
        Optional<TaskRecord> record = store.find(new TaskId(task.id()));
        if (record.isEmpty()) {
          if (task.accepted()) {
            tally.wrong(Count.LOST, task.id() + " is not in the journal");
          }
          continue;
        }
        compare(task, record.get());
      }
    }
  }

  private void compare(Sent task, TaskRecord record) {
    if (!record.state().terminal()) {
      tally.wrong(Count.LOST, task.id() + " is " + record.state() + " in the journal");
      return;
    }
    record
        .failure()
        .filter(failure -> !task.mayFailWith().contains(failure.code()))
        .ifPresent(
            failure ->
                tally.wrong(
                    Count.FALSE,
                    task.source().path()
                        + " "
                        + task.id()
                        + " failed with "
                        + failure.code()
                        + " "
                        + failure.message()
                        + rig.runner().errors(task.id())));
    ManagerDouble.Completion told = rig.manager().completion(task.id()).result();
    if (told == null) {
      tally.wrong(Count.LOST, task.id() + " ended, but the Manager was not told");
    } else if (!told.status().equals(record.state().wireName())) {
      tally.wrong(
          Count.TWICE,
          task.id() + " is " + record.state() + ", but the Manager was told " + told.status());
    }
  }

  private void leftovers() throws IOException {
    try (Stream<Path> walk = Files.walk(rig.storage())) {
      for (Path file : walk.toList()) {
        String path = "/" + rig.storage().relativize(file);
        String name = file.getFileName().toString();
        boolean attempt = path.matches(".*/attempt-\\d+/.*");
        boolean temporary =
            name.endsWith(".part")
                || name.endsWith(".tmp")
                || name.startsWith(".deleted-")
                || (attempt && Files.isRegularFile(file) && !name.endsWith(".log"));
        if (temporary) {
          tally.wrong(Count.LEFTOVERS, path);
        }
      }
    }
    try (Stream<Path> walk = Files.walk(rig.runner().temporary())) {
      walk.filter(Files::isRegularFile)
          .forEach(file -> tally.wrong(Count.LEFTOVERS, file.toString()));
    }
    for (Sent task : rig.sent()) {
      ManagerDouble.Completion end = rig.manager().completion(task.id()).result();
      if (end != null && end.status().equals("completed")) {
        try (Stream<Path> entries = Files.list(rig.storage().resolve(task.id()))) {
          entries
              .filter(entry -> entry.getFileName().toString().startsWith("attempt-"))
              .forEach(
                  entry -> tally.wrong(Count.LEFTOVERS, "/" + rig.storage().relativize(entry)));
        }
      }
    }
  }
}
