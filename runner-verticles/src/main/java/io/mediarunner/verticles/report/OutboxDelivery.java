package io.mediarunner.verticles.report;

import io.mediarunner.core.config.CompletionConfig;
import io.mediarunner.core.database.StorageUnavailableException;
import io.mediarunner.core.store.OutboxEntry;
import io.mediarunner.verticles.call.RetryWait;
import io.mediarunner.verticles.store.Journal;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Duration;
import java.util.Iterator;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers the completions of one instance from the journal, one after the other, until the Manager
 * has accepted them. Lives on the instance's event loop.
 */
final class OutboxDelivery {
  private static final Logger log = LoggerFactory.getLogger(OutboxDelivery.class);

  /** Of time in which it could be tried. */
  private static final Duration GIVE_UP = Duration.ofHours(24);

  private static final Duration JOURNAL_RETRY = Duration.ofSeconds(10);

  /**
   * Statuses of the Manager that the same bytes would always get again: gone, too large, invalid.
   * All others may be temporary: a token that is not known yet (401, 403), a runner that the
   * Manager has forgotten (404, which also stands for an unknown task), a misconfigured proxy (400,
   * 405), and of course 409, 429 and 5xx.
   */
  private static final Set<Integer> PERMANENT = Set.of(410, 413, 422);

  private final Vertx vertx;
  private final int instance;
  private final URI manager;
  private final RetryWait waits;
  private final ManagerApi api;
  private final Journal journal;
  private boolean delivering;
  private boolean again;
  private boolean closed;
  private long timer = -1;

  OutboxDelivery(
      Vertx vertx,
      int instance,
      URI manager,
      CompletionConfig config,
      ManagerApi api,
      Journal journal) {
    this.vertx = vertx;
    this.instance = instance;
    this.manager = manager;
    this.waits = new RetryWait(config);
    this.api = api;
    this.journal = journal;
  }

  /** Delivers what is due now, and the rest when it becomes due. */
  void deliver() {
    if (closed) {
      return;
    }
    if (delivering) {
      again = true;
      return;
    }
    delivering = true;
    again = false;
    vertx.cancelTimer(timer);
    journal
        .requireStorage() // what is told must be on disk, and the answer must get there
        .compose(usable -> journal.outboxDue(instance))
        .compose(due -> deliverAll(due.iterator()))
        .compose(done -> journal.outboxNextDue(instance))
        .onComplete(
            (next, cause) -> {
              delivering = false;
              if (cause != null) {
                complain("cannot read the outbox", cause);
                wakeIn(JOURNAL_RETRY);
              } else if (again) {
                deliver();
              } else {
                next.ifPresent(this::wakeIn);
              }
            });
  }

  /** After a new registration, retries everything that is waiting, and parked ones once more. */
  void deliverAllNow() {
    deliverAfter(journal.outboxDueNow(instance));
  }

  /**
   * On an operator's request: retries everything, including parked completions, for another 24 h.
   */
  void tryAllAgain() {
    deliverAfter(journal.outboxTryAgain(instance));
  }

  private void deliverAfter(Future<Void> change) {
    change
        .onFailure(cause -> complain("cannot write the outbox", cause))
        .onComplete(done -> deliver());
  }

  private void complain(String what, Throwable cause) {
    if (!(cause instanceof StorageUnavailableException)) { // whose line is in the log
      log.error("{}: instance={}", what, instance, cause);
    }
  }

  void close() {
    closed = true;
    vertx.cancelTimer(timer);
  }

  private void wakeIn(Duration wait) {
    if (!closed) {
      timer = vertx.setTimer(Math.max(1, wait.toMillis()), fired -> deliver());
    }
  }

  private Future<Void> deliverAll(Iterator<OutboxEntry> due) {
    return due.hasNext() && !closed
        ? deliver(due.next()).compose(done -> deliverAll(due))
        : Future.succeededFuture();
  }

  private Future<Void> deliver(OutboxEntry entry) {
    Optional<URI> target = CompletionTarget.of(entry.callback(), manager);
    if (target.isEmpty()) {
      return park(entry, "the callback does not belong to MANAGER_URL " + manager);
    }
    String key = entry.taskId() + ":" + entry.attempt();
    return api.complete(target.get(), entry.body(), key)
        .transform(
            answer ->
                answer.succeeded()
                    ? heard(entry, answer.result())
                    : retry(entry, String.valueOf(answer.cause().getMessage())));
  }

  private Future<Void> heard(OutboxEntry entry, ManagerAnswer answer) {
    if (answer.done()) {
      log.info("completion delivered: task={} tries={}", entry.taskId(), entry.tries() + 1);
      return journal.outboxDelivered(entry);
    }
    return answer.refused() && PERMANENT.contains(answer.status())
        ? park(entry, answer.shown())
        : retry(entry, answer.shown());
  }

  private Future<Void> retry(OutboxEntry entry, String error) {
    if (entry.triedFor().compareTo(GIVE_UP) > 0) {
      return park(entry, error);
    }
    Duration wait = waits.after(entry.tries());
    log.warn(
        "completion not accepted, retrying in {} s: task={} try={} reason={}",
        wait.toSeconds(),
        entry.taskId(),
        entry.tries() + 1,
        error);
    return journal.outboxRetry(entry, wait, error);
  }

  private Future<Void> park(OutboxEntry entry, String error) {
    log.error("completion parked: task={} reason={}", entry.taskId(), error);
    return journal.outboxParked(entry, error);
  }
}
