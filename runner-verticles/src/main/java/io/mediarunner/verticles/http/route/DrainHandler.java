package io.mediarunner.verticles.http.route;

import io.mediarunner.core.bus.Addresses;
import io.mediarunner.core.bus.ShutdownRunner;
import io.mediarunner.verticles.bus.Bus;
import io.mediarunner.verticles.web.Answer;
import io.mediarunner.verticles.web.Validated;
import io.vertx.core.Handler;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/** {@code POST /runner/drain}: shuts the whole runner down in order. */
public final class DrainHandler implements Handler<RoutingContext> {
  private final Bus bus;

  public DrainHandler(Bus bus) {
    this.bus = Objects.requireNonNull(bus, "bus");
  }

  @Override
  public void handle(RoutingContext ctx) {
    OptionalInt seconds = Validated.number(ctx, "grace");
    Optional<Duration> grace =
        seconds.isPresent()
            ? Optional.of(Duration.ofSeconds(seconds.getAsInt()))
            : Optional.empty();
    ShutdownRunner command = new ShutdownRunner(grace);
    // Scheduled after the response, so that the caller gets it before the ports close.
    ctx.addEndHandler(answered -> bus.publish(Addresses.SHUTDOWN, command));
    Answer.json(ctx, 202, new JsonObject().put("status", "draining"));
  }
}
