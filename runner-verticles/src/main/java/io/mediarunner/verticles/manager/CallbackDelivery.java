package io.mediarunner.verticles.manager;

import io.mediarunner.core.config.CompletionConfig;
import io.mediarunner.core.queue.Callback;
import io.mediarunner.verticles.call.HttpReply;
import io.mediarunner.verticles.call.RetryWait;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells applications that their tasks have ended, until they say that they know: one callback after
 * the other for each application, so that a slow one holds up no other. One event loop.
 */
final class CallbackDelivery {
  private static final Logger log = LoggerFactory.getLogger(CallbackDelivery.class);
  private static final Duration LIMIT = Duration.ofSeconds(30);

  /** Of time in which it could be tried. */
  private static final Duration GIVE_UP = Duration.ofHours(24);

  private final QueueJournal queue;
  private final Applications applications;
  private final NotifyCalls calls;
  private final RetryWait waits;
  private final Set<String> telling = new HashSet<>();
  private boolean closed;

  CallbackDelivery(
      QueueJournal queue, Applications applications, NotifyCalls calls, CompletionConfig config) {
    this.queue = queue;
    this.applications = applications;
    this.calls = calls;
    this.waits = new RetryWait(config);
  }

  void close() {
    closed = true;
  }

  /** Tells what is due. */
  void deliver() {
    if (closed) {
      return;
    }
    queue
        .due()
        .onSuccess(
            due ->
                due.stream()
                    .collect(Collectors.groupingBy(Callback::application))
                    .forEach(this::deliver))
        .onFailure(cause -> log.warn("cannot read the callbacks: {}", cause.getMessage()));
  }

  private void deliver(String application, List<Callback> due) {
    if (telling.add(application)) {
      tellAll(due.iterator())
          .onFailure(cause -> log.warn("cannot note a callback: {}", cause.getMessage()))
          .onComplete(done -> telling.remove(application));
    }
  }

  private Future<Void> tellAll(Iterator<Callback> due) {
    return due.hasNext() && !closed
        ? tell(due.next()).compose(done -> tellAll(due))
        : Future.succeededFuture();
  }

  private Future<Void> tell(Callback callback) {
    MultiMap headers =
        MultiMap.caseInsensitiveMultiMap()
            .set("Accept", "application/json")
            .set("Content-Type", "application/json")
            .set("Idempotency-Key", callback.key());
    applications
        .token(callback.application())
        .ifPresent(token -> headers.set("Authorization", "Bearer " + token.value()));
    return Future.<HttpReply>future(
            promise ->
                calls
                    .post(callback.url(), LIMIT, headers, Buffer.buffer(callback.body()))
                    .onComplete(promise))
        .transform(
            (reply, cause) -> {
              if (cause != null) {
                return failed(callback, "could not be reached", String.valueOf(cause.getMessage()));
              }
              return reply.status() / 100 == 2
                  ? told(callback)
                  : failed(callback, "answered HTTP " + reply.status(), reply.shown());
            });
  }

  private Future<Void> told(Callback callback) {
    log.info("callback delivered: task={} tries={}", callback.taskId(), callback.tries() + 1);
    return queue.told(callback);
  }

  /**
   * @param shown to the application, which could read the runner's network from more than that
   * @param details for the operator
   */
  private Future<Void> failed(Callback callback, String shown, String details) {
    boolean over = callback.triedFor().compareTo(GIVE_UP) > 0;
    Optional<Duration> wait = over ? Optional.empty() : Optional.of(waits.after(callback.tries()));
    log.warn(
        "callback not accepted, {}: task={} try={} reason={}",
        wait.map(time -> "retrying in " + time.toSeconds() + " s").orElse("given up"),
        callback.taskId(),
        callback.tries() + 1,
        details);
    return queue.untold(callback, wait, "notify_url " + shown);
  }
}
