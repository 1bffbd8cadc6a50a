package io.mediarunner.verticles.dashboard;

import io.mediarunner.core.machine.MachineLoad;
import io.mediarunner.core.store.TaskHistory;
import io.mediarunner.core.store.Undelivered;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What needs an operator's attention, most urgent first. The page does the wording; these are the
 * facts: {@code kind}, {@code level} ({@code bad} or {@code warn}) and the details of that kind.
 */
final class Attention {
  private static final Duration STILL = Duration.ofMinutes(1);
  private static final Duration STUCK = Duration.ofMinutes(2);
  private static final Duration DISK_SOON = Duration.ofDays(1);
  private static final double DISK_BAD = 0.95;
  private static final double DISK_WARN = 0.90;

  private Attention() {}

  /**
   * @param notes problems with the programs found at startup, one sentence each
   * @param failed recently failed tasks, newest first
   */
  static JsonArray of(
      LiveState state,
      List<String> notes,
      List<TaskHistory.Row> failed,
      List<Undelivered> outbox,
      MachineLoad machine,
      Instant now) {
    JsonArray list = new JsonArray();
    disk(list, machine);
    Map<String, String> unregistered = state.unregistered();
    unregistered.forEach(
        (runner, reason) ->
            list.add(item("manager", "bad").put("runner", runner).put("detail", reason)));
    outbox.stream()
        .filter(
            entry -> entry.givenUp() || Duration.between(entry.since(), now).compareTo(STUCK) > 0)
        .limit(5)
        .forEach(
            entry ->
                list.add(
                    item("outbox", entry.givenUp() ? "bad" : "warn")
                        .put("task", entry.taskId().value())
                        .put("since", entry.since().toEpochMilli())
                        .put("tries", entry.tries())
                        .put("parked", entry.givenUp())
                        .put("detail", entry.lastError().orElse(""))));
    state.running().stream()
        .filter(task -> task.still(now).compareTo(STILL) > 0)
        .forEach(
            task ->
                list.add(
                    item("stalled", "warn")
                        .put("task", task.id().value())
                        .put("since", now.minus(task.still(now)).toEpochMilli())));
    notes.forEach(note -> list.add(item("engine", "warn").put("detail", note)));
    failed.forEach(row -> list.add(item("failed", "bad").put("row", TaskJson.of(row))));
    return list;
  }

  private static void disk(JsonArray list, MachineLoad machine) {
    boolean soon = machine.diskFullIn().filter(in -> in.compareTo(DISK_SOON) < 0).isPresent();
    if (machine.diskUsed() >= DISK_WARN || soon) {
      list.add(
          item("disk", machine.diskUsed() >= DISK_BAD ? "bad" : "warn")
              .put("used", Math.round(machine.diskUsed() * 1000) / 1000.0)
              .put("full_in", machine.diskFullIn().map(Duration::toSeconds).orElse(null)));
    }
  }

  private static JsonObject item(String kind, String level) {
    return new JsonObject().put("kind", kind).put("level", level);
  }
}
