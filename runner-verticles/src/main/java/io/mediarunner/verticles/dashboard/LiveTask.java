package io.mediarunner.verticles.dashboard;

import io.mediarunner.core.store.TaskHistory;
import io.mediarunner.core.task.Progress;
import io.mediarunner.core.task.Stage;
import io.mediarunner.core.task.TaskId;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A task that has not ended, as the page shows it. One thread. */
final class LiveTask {
  private final TaskId id;
  private final int instance;
  private final Map<Stage, Instant> stages = new LinkedHashMap<>();
  private int attempt;
  private Optional<TaskHistory.Row> row = Optional.empty();
  private Optional<Instant> startedAt = Optional.empty();
  private Optional<Progress> progress = Optional.empty();
  private Instant changedAt;
  private String lastLine = "";
  private boolean stopping;
  private final TransferRate rate = new TransferRate();

  LiveTask(TaskId id, int instance, Instant at) {
    this.id = id;
    this.instance = instance;
    this.changedAt = at;
  }

  TaskId id() {
    return id;
  }

  int instance() {
    return instance;
  }

  int attempt() {
    return attempt;
  }

  boolean running() {
    return startedAt.isPresent();
  }

  void started(int number, Instant at) {
    attempt = number;
    startedAt = Optional.of(at);
    changedAt = at;
    progress = Optional.empty();
    stages.clear();
  }

  /** It waits again, until it is resumed. */
  void handedBack(Instant at) {
    startedAt = Optional.empty();
    progress = Optional.empty();
    changedAt = at;
    stages.clear();
  }

  void progressed(Progress now, Instant at) {
    boolean moved =
        progress.isEmpty()
            || progress.get().stage() != now.stage()
            || progress.get().fraction() < now.fraction();
    changedAt = moved ? at : changedAt;
    stages.putIfAbsent(now.stage(), at);
    progress = Optional.of(now);
    now.transfer().ifPresent(transfer -> rate.sample(transfer.bytes(), at));
  }

  void described(TaskHistory.Row found) {
    row = Optional.of(found);
    attempt = Math.max(attempt, found.attempt());
    stopping = stopping || found.stopRequested();
  }

  void stopping() {
    stopping = true;
  }

  /**
   * @return whether it has changed
   */
  boolean said(String line) {
    boolean other = !line.equals(lastLine);
    lastLine = line;
    return other;
  }

  /** How long it has shown no progress. */
  Duration still(Instant now) {
    return running() ? Duration.between(changedAt, now) : Duration.ZERO;
  }

  Map<Stage, Instant> stages() {
    return Map.copyOf(stages);
  }

  /** When stages started, in order. */
  static JsonArray timeline(Map<Stage, Instant> stages) {
    JsonArray list = new JsonArray();
    stages.forEach(
        (stage, at) ->
            list.add(new JsonObject().put("stage", stage.wireName()).put("at", at.toEpochMilli())));
    return list;
  }

  JsonObject toJson() {
    JsonObject json =
        row.map(TaskJson::of)
            .orElseGet(() -> new JsonObject().put("id", id.value()).put("instance", instance));
    json.put("state", running() ? "running" : "waiting")
        .put("attempt", attempt)
        .put("stopping", stopping)
        .put("changed_at", changedAt.toEpochMilli())
        .put("line", lastLine)
        .put("timeline", timeline(stages));
    startedAt.ifPresent(at -> json.put("started_at", at.toEpochMilli()));
    progress.ifPresent(
        now -> {
          JsonObject shown = toJson(now);
          now.transfer().ifPresent(transfer -> rate.describe(shown, transfer));
          json.put("progress", shown);
        });
    return json;
  }

  private static JsonObject toJson(Progress progress) {
    return new JsonObject()
        .put("stage", progress.stage().wireName())
        .put("fraction", Math.round(progress.fraction() * 10_000) / 10_000.0)
        .put("speed", progress.speed().map(s -> Math.round(s * 100) / 100.0).orElse(null))
        .put("eta", progress.eta().map(Duration::toSeconds).orElse(null));
  }
}
