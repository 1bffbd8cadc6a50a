package io.mediarunner.verticles.call;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.RequestOptions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One call over HTTP that ends in time, however slowly the other side talks, and keeps only so much
 * of what it says. Lives on one event loop.
 */
final class BoundedCall {
  /** What is kept of an answer unless the caller says so; usual ones are a few hundred bytes. */
  static final int MOST_BYTES = 64 << 10;

  private final Promise<HttpReply> answered = Promise.promise();
  private final Duration limit;
  private final int mostBytes;
  private @Nullable HttpClientRequest request;

  private BoundedCall(Duration limit, int mostBytes) {
    this.limit = limit;
    this.mostBytes = mostBytes;
  }

  /**
   * @param limit from the connection to the answer's last byte
   * @param mostBytes of the body that are kept
   * @return the answer, its body cut off there
   */
  static Future<HttpReply> send(
      Vertx vertx,
      HttpClient client,
      RequestOptions options,
      Buffer body,
      Duration limit,
      int mostBytes) {
    BoundedCall call = new BoundedCall(limit, mostBytes);
    long timer = vertx.setTimer(limit.toMillis(), late -> call.giveUp());
    client
        .request(options)
        .onSuccess(open -> call.ask(open, body))
        .onFailure(call.answered::tryFail);
    return call.answered.future().onComplete(done -> vertx.cancelTimer(timer));
  }

  private void giveUp() {
    answered.tryFail(
        new TimeoutException(
            String.format(Locale.ROOT, "no whole answer within %d s", limit.toSeconds())));
    if (request != null) {
      request.reset();
    }
  }

  private void ask(HttpClientRequest open, Buffer body) {
    if (answered.future().isComplete()) {
      open.reset();
      return;
    }
    request = open;
    open.exceptionHandler(answered::tryFail);
    open.response().onSuccess(this::read).onFailure(answered::tryFail);
    open.end(body).onFailure(answered::tryFail);
  }

  private void read(HttpClientResponse response) {
    Buffer kept = Buffer.buffer();
    response
        .exceptionHandler(answered::tryFail)
        .handler(
            chunk -> {
              kept.appendBuffer(chunk, 0, Math.min(chunk.length(), mostBytes - kept.length()));
              if (kept.length() == mostBytes) {
                end(response, kept);
                response.request().reset();
              }
            })
        .endHandler(end -> end(response, kept));
  }

  private void end(HttpClientResponse response, Buffer kept) {
    answered.tryComplete(
        new HttpReply(
            response.statusCode(),
            Objects.requireNonNullElse(response.getHeader(HttpHeaders.CONTENT_TYPE), ""),
            kept.toString(StandardCharsets.UTF_8)));
  }
}
