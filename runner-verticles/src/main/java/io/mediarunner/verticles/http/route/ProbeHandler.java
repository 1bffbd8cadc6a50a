package io.mediarunner.verticles.http.route;

import io.mediarunner.verticles.web.Answer;
import io.vertx.core.Handler;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * {@code GET /runner/live} and {@code GET /runner/ready}, for supervisors and load balancers. Live:
 * the event loop responds. Ready: the instance would take a task, apart from the one that it may be
 * running.
 */
public final class ProbeHandler implements Handler<RoutingContext> {
  private final Supplier<String> why;

  private ProbeHandler(Supplier<String> why) {
    this.why = Objects.requireNonNull(why, "why");
  }

  public static ProbeHandler live() {
    return new ProbeHandler(() -> "");
  }

  public static ProbeHandler ready(Readiness readiness) {
    return new ProbeHandler(
        () -> {
          if (!readiness.registered()) {
            return "not registered with the Manager";
          }
          String reason = readiness.unavailableReason();
          return reason.equals("task") ? "" : reason;
        });
  }

  @Override
  public void handle(RoutingContext ctx) {
    String reason = why.get();
    boolean yes = reason.isEmpty();
    Answer.json(
        ctx,
        yes ? 200 : 503,
        new JsonObject().put("status", yes ? "pass" : "fail").put("reason", reason));
  }
}
