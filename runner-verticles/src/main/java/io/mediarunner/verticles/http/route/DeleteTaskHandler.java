package io.mediarunner.verticles.http.route;

import io.mediarunner.core.task.TaskId;
import io.mediarunner.core.workspace.TaskFolders;
import io.mediarunner.verticles.store.Journal;
import io.mediarunner.verticles.web.Answer;
import io.mediarunner.verticles.web.ApiError;
import io.mediarunner.verticles.web.ApiException;
import io.mediarunner.verticles.web.Validated;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code DELETE /task/delete/{task_id}}: deletes the record and files of a task that has ended. */
public final class DeleteTaskHandler implements Handler<RoutingContext> {
  private static final Logger log = LoggerFactory.getLogger(DeleteTaskHandler.class);
  private final Vertx vertx;
  private final Journal journal;
  private final TaskFolders folders;

  public DeleteTaskHandler(Vertx vertx, Journal journal, TaskFolders folders) {
    this.vertx = Objects.requireNonNull(vertx, "vertx");
    this.journal = Objects.requireNonNull(journal, "journal");
    this.folders = Objects.requireNonNull(folders, "folders");
  }

  @Override
  public void handle(RoutingContext ctx) {
    TaskId id = Validated.taskId(ctx);
    // The record first: only the journal can check "not running" and act on it in one step.
    journal
        .delete(id)
        .compose(
            deleted ->
                deleted
                    ? removeFolder(id)
                    : Future.failedFuture(new ApiException(ApiError.TASK_RUNNING)))
        .onSuccess(
            removed -> {
              log.info("task deleted: task={}", id);
              Answer.json(ctx, 200, new JsonObject().put("status", "deleted"));
            })
        .onFailure(ctx::fail);
  }

  private Future<Void> removeFolder(TaskId id) {
    return vertx.executeBlocking(
        () -> {
          folders.remove(id);
          return null;
        },
        false);
  }
}
