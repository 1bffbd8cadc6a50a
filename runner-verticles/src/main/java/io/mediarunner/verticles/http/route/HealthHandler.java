package io.mediarunner.verticles.http.route;

import io.mediarunner.core.config.InstanceConfig;
import io.mediarunner.core.process.sandbox.SandboxLevel;
import io.mediarunner.core.task.TaskId;
import io.mediarunner.core.task.TaskType;
import io.mediarunner.verticles.store.Journal;
import io.mediarunner.verticles.web.Answer;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.healthchecks.CheckResult;
import io.vertx.ext.healthchecks.HealthChecks;
import io.vertx.ext.healthchecks.Status;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * {@code GET /runner/health}: health checks. Essential checks fail the response; a missing
 * registration only warns, because the runner retries it by itself, and so does a weak sandbox.
 */
public final class HealthHandler implements Handler<RoutingContext> {
  private static final long LIMIT_MS = 2000;
  private static final TaskId ANY_TASK = new TaskId("health-check");
  private static final String WARNING = "warning";
  private static final String DETAIL = "detail";

  private final InstanceConfig instance;
  private final Readiness readiness;
  private final Clock clock;
  private final HealthChecks checks;

  /**
   * @param sandbox what confines media programs; empty if there are none
   */
  public HealthHandler(
      Vertx vertx,
      InstanceConfig instance,
      Readiness readiness,
      Optional<SandboxLevel> sandbox,
      Journal journal,
      Clock clock) {
    this.instance = Objects.requireNonNull(instance, "instance");
    this.readiness = Objects.requireNonNull(readiness, "readiness");
    this.clock = Objects.requireNonNull(clock, "clock");
    this.checks =
        HealthChecks.create(vertx)
            .register(
                "journal",
                LIMIT_MS,
                promise -> journal.find(ANY_TASK).map(Status.OK()).onComplete(promise))
            .register(
                "storage",
                LIMIT_MS,
                promise ->
                    journal.storageProblem().map(HealthHandler::storageStatus).onComplete(promise))
            .register("tools", this::checkTools)
            .register("manager", this::checkManager);
    sandbox.ifPresent(
        level -> checks.register("sandbox", promise -> promise.complete(sandboxStatus(level))));
  }

  private static Status storageStatus(Optional<String> problem) {
    return problem
        .map(cause -> Status.KO(new JsonObject().put("cause", cause)))
        .orElseGet(Status::OK);
  }

  private void checkTools(Promise<Status> promise) {
    List<TaskType> missing = new ArrayList<>(instance.taskTypes());
    missing.removeAll(readiness.offered());
    String detail =
        "not offered, because their programs do not work: "
            + missing.stream().map(TaskType::wireName).collect(Collectors.joining(", "));
    promise.complete(
        missing.isEmpty()
            ? Status.OK()
            : readiness.offered().isEmpty()
                ? Status.KO(new JsonObject().put("cause", detail))
                : Status.OK(new JsonObject().put(WARNING, detail)));
  }

  private static Status sandboxStatus(SandboxLevel sandbox) {
    return Status.OK(new JsonObject().put(sandbox.weak() ? WARNING : DETAIL, sandbox.wireName()));
  }

  private void checkManager(Promise<Status> promise) {
    promise.complete(
        readiness.registered()
            ? Status.OK()
            : Status.OK(new JsonObject().put(WARNING, readiness.managerDetail())));
  }

  @Override
  public void handle(RoutingContext ctx) {
    checks
        .checkStatus()
        .onSuccess(
            result -> {
              boolean up = CheckResult.isUp(result);
              JsonArray list = new JsonArray();
              result.getChecks().forEach(check -> list.add(toJson(check)));
              Answer.json(
                  ctx,
                  up ? 200 : 503,
                  new JsonObject()
                      .put("status", up ? "healthy" : "unhealthy")
                      .put("runner_instance_id", instance.number())
                      .put("runner_id", instance.runnerId())
                      .put("registered", readiness.registered())
                      .put("timestamp", Answer.now(clock))
                      .put("checks", list));
            })
        .onFailure(ctx::fail);
  }

  private static JsonObject toJson(CheckResult check) {
    JsonObject data = check.getData() == null ? new JsonObject() : check.getData();
    boolean up = CheckResult.isUp(check);
    String outcome = !up ? "fail" : data.containsKey(WARNING) ? "warn" : "pass";
    // The cause of an exception may contain paths, and this route is public.
    String detail =
        !up ? "see the runner's log" : data.getString(WARNING, data.getString(DETAIL, ""));
    return new JsonObject().put("name", check.getId()).put("outcome", outcome).put(DETAIL, detail);
  }
}
