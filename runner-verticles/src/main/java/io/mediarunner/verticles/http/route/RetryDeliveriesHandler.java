package io.mediarunner.verticles.http.route;

import io.mediarunner.core.bus.Addresses;
import io.mediarunner.core.bus.RetryDeliveries;
import io.mediarunner.verticles.bus.Bus;
import io.mediarunner.verticles.store.Journal;
import io.mediarunner.verticles.web.Answer;
import io.vertx.core.Handler;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.Objects;

/** {@code POST /runner/deliveries/retry}: retries all undelivered completions now. */
public final class RetryDeliveriesHandler implements Handler<RoutingContext> {
  private final Journal journal;
  private final Bus bus;

  public RetryDeliveriesHandler(Journal journal, Bus bus) {
    this.journal = Objects.requireNonNull(journal, "journal");
    this.bus = Objects.requireNonNull(bus, "bus");
  }

  @Override
  public void handle(RoutingContext ctx) {
    journal
        .undelivered()
        .onSuccess(
            deliveries -> {
              bus.publish(Addresses.RETRY_DELIVERIES, new RetryDeliveries());
              Answer.json(
                  ctx,
                  202,
                  new JsonObject().put("status", "retrying").put("deliveries", deliveries.size()));
            })
        .onFailure(ctx::fail);
  }
}
