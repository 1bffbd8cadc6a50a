package io.mediarunner.verticles.http;

import io.mediarunner.verticles.dispatch.Admission;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.util.Objects;

/** {@code POST /runner/pause} and {@code /runner/resume}: whether this instance takes tasks. */
final class PauseHandler implements Handler<RoutingContext> {
  private final Admission admission;
  private final Readiness readiness;
  private final boolean paused;

  PauseHandler(Admission admission, Readiness readiness, boolean paused) {
    this.admission = Objects.requireNonNull(admission, "admission");
    this.readiness = Objects.requireNonNull(readiness, "readiness");
    this.paused = paused;
  }

  @Override
  public void handle(RoutingContext ctx) {
    admission.pause(paused);
    Answer.json(ctx, 200, readiness.ping());
  }
}
