package io.mediarunner.verticles.http.route;

import io.mediarunner.core.config.ManagerConfig;
import io.mediarunner.core.config.StorageConfig;
import io.mediarunner.verticles.web.Answer;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** {@code GET /runner/status}: availability, storage and disks, measured every few seconds. */
public final class RunnerStatusHandler implements Handler<RoutingContext> {
  private static final Duration FRESH = Duration.ofSeconds(3);

  private final Vertx vertx;
  private final Readiness readiness;
  private final ManagerConfig manager;
  private final StorageConfig storage;
  private final IntSupplier port;
  private final Map<String, String> about;
  private final Clock clock;
  private @Nullable Future<JsonObject> measured;
  private Instant measuredAt = Instant.MIN;

  /**
   * @param port the port in use, known once the server is listening
   * @param about information on the programs in use, by name
   */
  public RunnerStatusHandler(
      Vertx vertx,
      Readiness readiness,
      ManagerConfig manager,
      StorageConfig storage,
      IntSupplier port,
      Map<String, String> about,
      Clock clock) {
    this.vertx = Objects.requireNonNull(vertx, "vertx");
    this.readiness = Objects.requireNonNull(readiness, "readiness");
    this.manager = Objects.requireNonNull(manager, "manager");
    this.storage = Objects.requireNonNull(storage, "storage");
    this.port = Objects.requireNonNull(port, "port");
    this.about = Map.copyOf(about);
    this.clock = Objects.requireNonNull(clock, "clock");
  }

  @Override
  public void handle(RoutingContext ctx) {
    measured()
        .onSuccess(
            disks -> {
              JsonObject json = readiness.toJson();
              json.put(
                  "unavailable_reason",
                  readiness.available() ? null : readiness.unavailableReason());
              json.put("manager_url", manager.url().toString());
              json.put("port", Integer.toString(port.getAsInt()));
              json.mergeIn(disks);
              JsonObject facts = new JsonObject();
              about.forEach(facts::put);
              Answer.json(ctx, 200, json.put("about", facts));
            })
        .onFailure(ctx::fail);
  }

  /** Requests during a measurement share its result. */
  private Future<JsonObject> measured() {
    Instant now = clock.instant();
    Future<JsonObject> last = measured;
    if (last == null || last.failed() || !now.isBefore(measuredAt.plus(FRESH))) {
      last = vertx.executeBlocking(this::measure, false);
      measured = last;
      measuredAt = now;
    }
    return last;
  }

  private JsonObject measure() throws IOException {
    Map<String, DiskUsage> disks = new LinkedHashMap<>();
    disks.put("STORAGE_DIR", DiskUsage.of(storage.storageDir()));
    disks.put("CACHE_DIR", DiskUsage.of(storage.cacheDir()));
    disks.put("WHISPER_MODELS_DIR", DiskUsage.of(storage.whisperModelsDir()));
    disks.put("HUGGINGFACE_MODELS_DIR", DiskUsage.of(storage.huggingfaceModelsDir()));
    disks.put("UV_CACHE_DIR", DiskUsage.of(storage.uvCacheDir()));
    disks.put("LOG_DIR", DiskUsage.of(storage.logDir()));
    StorageStats stats = StorageStats.of(storage.storageDir());
    return new JsonObject()
        .put(
            "storage_stats",
            new JsonObject()
                .put("total_size", stats.totalBytes())
                .put("file_count", stats.fileCount())
                .put("partial", stats.partial())
                .put("available_space", disks.get("STORAGE_DIR").freeBytes()))
        .put("disk_usage", toJson(disks));
  }

  private JsonObject toJson(Map<String, DiskUsage> disks) {
    DiskUsage.Level worst =
        disks.values().stream()
            .map(DiskUsage::level)
            .max(java.util.Comparator.naturalOrder())
            .orElseThrow();
    JsonObject directories = new JsonObject();
    disks.forEach((name, disk) -> directories.put(name, toJson(disk, purpose(name))));
    Path pattern = storage.storageDir().resolve("<task_id>").resolve("output");
    return new JsonObject()
        .put("checked_at", Answer.now(clock))
        .put("status", worst.wireName())
        .put("ok", worst != DiskUsage.Level.RED)
        .put(
            "thresholds",
            new JsonObject()
                .put("green_below_used_percent", DiskUsage.ORANGE_FROM_PERCENT)
                .put("orange_from_used_percent", DiskUsage.ORANGE_FROM_PERCENT)
                .put("red_from_used_percent", DiskUsage.RED_FROM_PERCENT))
        .put("output_dir_pattern", pattern.toString())
        .put("directories", directories);
  }

  private static String purpose(String name) {
    return switch (name) {
      case "STORAGE_DIR" -> "Task folders, results and the journal";
      case "CACHE_DIR" -> "Programs and models that can be downloaded again";
      case "WHISPER_MODELS_DIR" -> "Speech models";
      case "HUGGINGFACE_MODELS_DIR" -> "Hugging Face models";
      case "UV_CACHE_DIR" -> "Python packages";
      case "LOG_DIR" -> "Log files";
      default -> throw new IllegalArgumentException(name);
    };
  }

  private static JsonObject toJson(DiskUsage disk, String description) {
    return new JsonObject()
        .put("path", disk.path().toString())
        .put("target_path", disk.target().map(Path::toString).orElse(""))
        .put("description", description)
        .put("exists", disk.exists())
        .put("total_bytes", disk.totalBytes())
        .put("used_bytes", disk.usedBytes())
        .put("free_bytes", disk.freeBytes())
        .put("total_human", DiskUsage.human(disk.totalBytes()))
        .put("used_human", DiskUsage.human(disk.usedBytes()))
        .put("free_human", DiskUsage.human(disk.freeBytes()))
        .put("used_percent", disk.usedPercent().orElse(null))
        .put("used_percent_display", disk.usedPercent().map(p -> p + "%").orElse("n/a"))
        .put("status", disk.level().wireName())
        .put("error", disk.error());
  }
}
