package io.mediarunner.verticles.http.route;

import io.mediarunner.core.store.Undelivered;
import io.mediarunner.verticles.store.Journal;
import io.mediarunner.verticles.web.Answer;
import io.vertx.core.Handler;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.util.List;
import java.util.Objects;

/**
 * {@code GET /runner/deliveries}: completions of all instances that the Manager has not accepted.
 */
public final class DeliveriesHandler implements Handler<RoutingContext> {
  private static final int SHOWN = 1_000;
  private final Journal journal;
  private final Clock clock;

  public DeliveriesHandler(Journal journal, Clock clock) {
    this.journal = Objects.requireNonNull(journal, "journal");
    this.clock = Objects.requireNonNull(clock, "clock");
  }

  @Override
  public void handle(RoutingContext ctx) {
    journal
        .undelivered()
        .onSuccess(deliveries -> Answer.json(ctx, 200, toJson(deliveries)))
        .onFailure(ctx::fail);
  }

  private JsonObject toJson(List<Undelivered> deliveries) {
    JsonArray shown = new JsonArray();
    deliveries.stream().limit(SHOWN).map(this::toJson).forEach(shown::add);
    return new JsonObject().put("total", deliveries.size()).put("deliveries", shown);
  }

  private JsonObject toJson(Undelivered delivery) {
    return new JsonObject()
        .put("task_id", delivery.taskId().value())
        .put("attempt", delivery.attempt())
        .put("runner_instance_id", delivery.instance())
        .put("status", delivery.givenUp() ? "parked" : "waiting")
        .put("tries", delivery.tries())
        .put("since", Answer.time(delivery.since(), clock))
        .put("next_try_at", delivery.nextTryAt().map(at -> Answer.time(at, clock)).orElse(null))
        .put("last_error", delivery.lastError().orElse(null));
  }
}
