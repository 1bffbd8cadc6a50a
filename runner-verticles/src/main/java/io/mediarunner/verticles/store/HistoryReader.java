package io.mediarunner.verticles.store;

import io.mediarunner.core.store.TaskHistory;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.util.function.Function;

/** Asynchronous access to the history, on its own thread next to the writing one. */
public final class HistoryReader {
  private final TaskHistory history;
  private final WorkerExecutor thread;

  public HistoryReader(Vertx vertx, TaskHistory history) {
    this.history = history;
    this.thread = vertx.createSharedWorkerExecutor("history", 1);
  }

  /** Runs a read on the calling thread, which it blocks. */
  public <T> T now(Function<TaskHistory, T> query) {
    return query.apply(history);
  }

  /** Runs a read; completes on the caller's context. */
  public <T> Future<T> read(Function<TaskHistory, T> query) {
    return thread.executeBlocking(() -> query.apply(history));
  }
}
