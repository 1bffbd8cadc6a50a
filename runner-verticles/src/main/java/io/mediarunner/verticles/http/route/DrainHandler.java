package io.mediarunner.verticles.http.route;

import io.mediarunner.core.bus.Addresses;
import io.mediarunner.core.bus.ShutdownRunner;
import io.mediarunner.verticles.bus.Bus;
import io.mediarunner.verticles.web.Answer;
import io.mediarunner.verticles.web.ApiError;
import io.mediarunner.verticles.web.ApiException;
import io.vertx.core.Handler;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/** {@code POST /runner/drain}: shuts the whole runner down in order. */
public final class DrainHandler implements Handler<RoutingContext> {
  private static final int LONGEST_SECONDS = 86_400;
  private final Bus bus;

  public DrainHandler(Bus bus) {
    this.bus = Objects.requireNonNull(bus, "bus");
  }

  @Override
  public void handle(RoutingContext ctx) {
    ShutdownRunner command = new ShutdownRunner(grace(ctx.request().getParam("grace")));
    // Scheduled after the response, so that the caller gets it before the ports close.
    ctx.addEndHandler(answered -> bus.publish(Addresses.SHUTDOWN, command));
    Answer.json(ctx, 202, new JsonObject().put("status", "draining"));
  }

  private static Optional<Duration> grace(String text) {
    if (text == null) {
      return Optional.empty();
    }
    if (!text.matches("[0-9]{1,5}") || Integer.parseInt(text) > LONGEST_SECONDS) {
      throw new ApiException(ApiError.GRACE_INVALID);
    }
    return Optional.of(Duration.ofSeconds(Integer.parseInt(text)));
  }
}
