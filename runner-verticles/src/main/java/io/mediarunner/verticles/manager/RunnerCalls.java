package io.mediarunner.verticles.manager;

import io.mediarunner.core.queue.QueuedTask;
import io.mediarunner.core.store.RequestJson;
import io.mediarunner.core.task.TaskId;
import io.mediarunner.core.task.TaskRequest;
import io.mediarunner.verticles.call.HttpCalls;
import io.mediarunner.verticles.call.HttpReply;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** What the Manager asks of runners. One event loop. */
final class RunnerCalls {
  private static final Duration PING = Duration.ofSeconds(5);
  private static final Duration RUN = Duration.ofSeconds(30);

  /** A task's output of 100,000 characters, each of them escaped. */
  private static final int STATUS_BYTES = 2 << 20;

  private final HttpCalls calls;
  private final String callback;

  /**
   * @param callback where runners report the ends of tasks
   */
  RunnerCalls(HttpCalls calls, String callback) {
    this.calls = calls;
    this.callback = callback;
  }

  /**
   * What a runner says of itself.
   *
   * @param free whether it would take a task now
   * @param types wire names of what it offers, now or when it is free
   */
  record Ping(boolean free, Set<String> types) {
    Ping {
      types = Set.copyOf(types);
    }

    private static Ping of(JsonObject json) {
      Set<String> types = new HashSet<>();
      if (json.getValue("task_types") instanceof JsonArray offered) {
        offered.forEach(type -> types.add(String.valueOf(type)));
      }
      return new Ping(
          Boolean.TRUE.equals(json.getValue("available"))
              && Boolean.TRUE.equals(json.getValue("registered")),
          types);
    }
  }

  /** Fails if it does not say. */
  Future<Ping> ping(Runner runner) {
    return send(runner, HttpMethod.GET, "/runner/ping", PING, Buffer.buffer())
        .compose(
            reply ->
                object(reply)
                    .filter(json -> reply.status() == 200)
                    .map(json -> Future.succeededFuture(Ping.of(json)))
                    .orElseGet(() -> Future.failedFuture(reply.shown())));
  }

  Future<HttpReply> run(Runner runner, QueuedTask task) {
    TaskRequest request = task.request();
    TaskRequest sent =
        new TaskRequest(
            request.taskId(),
            request.etabName(),
            request.appName(),
            request.appVersion(),
            request.taskType(),
            request.sourceUrl(),
            request.affiliation(),
            request.parameters(),
            request.notifyUrl(),
            Optional.of(callback));
    return send(runner, HttpMethod.POST, "/task/run", RUN, Buffer.buffer(RequestJson.write(sent)));
  }

  Future<HttpReply> stop(Runner runner, TaskId taskId) {
    return send(runner, HttpMethod.POST, "/task/stop/" + taskId, PING, Buffer.buffer());
  }

  /** What it knows of a task; fails if it does not say. */
  Future<JsonObject> status(Runner runner, TaskId taskId) {
    return send(runner, HttpMethod.GET, "/task/status/" + taskId, RUN, Buffer.buffer())
        .compose(
            reply ->
                object(reply)
                    .filter(json -> reply.status() == 200 && json.containsKey("status"))
                    .map(Future::succeededFuture)
                    .orElseGet(() -> Future.failedFuture(reply.shown())));
  }

  private static Optional<JsonObject> object(HttpReply reply) {
    try {
      return Optional.of(new JsonObject(reply.body()));
    } catch (DecodeException e) {
      return Optional.empty();
    }
  }

  private Future<HttpReply> send(
      Runner runner, HttpMethod method, String path, Duration limit, Buffer body) {
    MultiMap headers =
        MultiMap.caseInsensitiveMultiMap()
            .set("Accept", "application/json")
            .set("Authorization", "Bearer " + runner.token());
    if (body.length() > 0) {
      headers.set("Content-Type", "application/json");
    }
    return calls.send(method, runner.url() + path, limit, headers, body, STATUS_BYTES);
  }
}
