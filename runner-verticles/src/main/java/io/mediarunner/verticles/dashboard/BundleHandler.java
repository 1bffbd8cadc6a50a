package io.mediarunner.verticles.dashboard;

import io.mediarunner.core.bundle.TaskBundle;
import io.mediarunner.core.task.TaskId;
import io.mediarunner.verticles.store.HistoryReader;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.UncheckedIOException;

/** {@code GET /data/tasks/:id/bundle}: everything about one task, as a file to keep. */
final class BundleHandler implements Handler<RoutingContext> {
  private final HistoryReader history;
  private final TaskBundle bundles;

  BundleHandler(HistoryReader history, TaskBundle bundles) {
    this.history = history;
    this.bundles = bundles;
  }

  @Override
  public void handle(RoutingContext ctx) {
    String id = ctx.pathParam("id");
    if (!TaskId.isValid(id)) {
      ctx.response().setStatusCode(404).end();
      return;
    }
    history
        .read(
            tasks -> {
              try {
                return bundles.of(tasks, new TaskId(id));
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            })
        .onSuccess(
            bundle ->
                bundle.ifPresentOrElse(
                    text ->
                        ctx.response()
                            .putHeader("Content-Type", "application/json")
                            .putHeader("Cache-Control", "no-store")
                            .putHeader(
                                "Content-Disposition",
                                "attachment; filename=\"" + id + ".bundle.json\"")
                            .end(text),
                    () -> ctx.response().setStatusCode(404).end()))
        .onFailure(ctx::fail);
  }
}
