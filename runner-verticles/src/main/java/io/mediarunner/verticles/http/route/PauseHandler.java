package io.mediarunner.verticles.http.route;

import io.mediarunner.core.bus.Addresses;
import io.mediarunner.core.bus.PauseInstance;
import io.mediarunner.core.config.InstanceConfig;
import io.mediarunner.verticles.bus.Bus;
import io.mediarunner.verticles.dispatch.Admission;
import io.mediarunner.verticles.web.Answer;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.util.Objects;

/** {@code POST /runner/pause} and {@code /runner/resume}: whether this instance takes tasks. */
public final class PauseHandler implements Handler<RoutingContext> {
  private final InstanceConfig instance;
  private final Bus bus;
  private final Admission admission;
  private final Readiness readiness;
  private final boolean paused;

  public PauseHandler(
      InstanceConfig instance, Bus bus, Admission admission, Readiness readiness, boolean paused) {
    this.instance = Objects.requireNonNull(instance, "instance");
    this.bus = Objects.requireNonNull(bus, "bus");
    this.admission = Objects.requireNonNull(admission, "admission");
    this.readiness = Objects.requireNonNull(readiness, "readiness");
    this.paused = paused;
  }

  @Override
  public void handle(RoutingContext ctx) {
    admission.pause(paused); // at once, so that the response is accurate
    bus.publish(Addresses.PAUSE, new PauseInstance(instance.number(), paused));
    Answer.json(ctx, 200, readiness.ping());
  }
}
