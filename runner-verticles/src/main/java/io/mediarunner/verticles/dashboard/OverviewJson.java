package io.mediarunner.verticles.dashboard;

import io.mediarunner.core.machine.GpuLoad;
import io.mediarunner.core.machine.MachineLoad;
import io.mediarunner.core.store.TaskHistory;
import io.mediarunner.core.store.Undelivered;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/** The parts of the overview as JSON: times in milliseconds, spans in seconds, sizes in bytes. */
final class OverviewJson {
  private OverviewJson() {}

  static JsonObject of(Undelivered entry) {
    return new JsonObject()
        .put("task", entry.taskId().value())
        .put("instance", entry.instance())
        .put("tries", entry.tries())
        .put("since", entry.since().toEpochMilli())
        .put("next", entry.nextTryAt().map(Instant::toEpochMilli).orElse(null))
        .put("error", entry.lastError().orElse(""))
        .put("parked", entry.givenUp());
  }

  /** Waiting tasks by application. */
  static JsonArray of(Map<String, Integer> queue) {
    JsonArray json = new JsonArray();
    queue.forEach(
        (application, waiting) ->
            json.add(new JsonObject().put("application", application).put("waiting", waiting)));
    return json;
  }

  static JsonObject of(TaskHistory.Day day) {
    return new JsonObject()
        .put("date", day.date().toString())
        .put("ok", day.succeeded())
        .put("failed", day.failed())
        .put("stopped", day.stopped());
  }

  static JsonObject of(MachineLoad load) {
    JsonArray gpus = new JsonArray();
    load.gpus().forEach(gpu -> gpus.add(of(gpu)));
    return new JsonObject()
        .put("cpu", Math.round(load.cpu() * 1000) / 1000.0)
        .put("cores", load.cores())
        .put("memory_used", load.memoryUsed())
        .put("memory_total", load.memoryTotal())
        .put("heap_used", load.heapUsed())
        .put("heap_max", load.heapMax())
        .put("disk_free", load.diskFree())
        .put("disk_total", load.diskTotal())
        .put("disk_full_in", load.diskFullIn().map(Duration::toSeconds).orElse(null))
        .put("gpus", gpus);
  }

  private static JsonObject of(GpuLoad gpu) {
    return new JsonObject()
        .put("name", gpu.name())
        .put("busy", gpu.busy())
        .put("used", gpu.usedBytes())
        .put("total", gpu.totalBytes());
  }
}
