package io.mediarunner.verticles.web;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;

/**
 * Reads a request's body up to a limit. Vert.x's own body handler has to stand before the check of
 * the token, and nobody is to make the runner read a body without it.
 */
public final class BodyReader {
  private static final String KEY = BodyReader.class.getName();
  private final long maxBytes;
  private final Duration limit;

  /**
   * @param limit for the whole body
   */
  public BodyReader(long maxBytes, Duration limit) {
    this.maxBytes = maxBytes;
    this.limit = limit;
  }

  /** The body that was read for this request. */
  public static Buffer body(RoutingContext ctx) {
    return ctx.get(KEY);
  }

  /** Fails with {@code BODY_TOO_LARGE} or {@code REQUEST_TIMEOUT} as soon as it is. */
  public Future<Buffer> read(RoutingContext ctx) {
    return read(ctx, ctx.request()).onSuccess(body -> ctx.put(KEY, body));
  }

  private Future<Buffer> read(RoutingContext ctx, HttpServerRequest request) {
    if (announced(request) > maxBytes) {
      return Future.failedFuture(new ApiException(ApiError.BODY_TOO_LARGE));
    }
    if ("100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT))) {
      request.response().writeContinue();
    }
    Promise<Buffer> read = Promise.promise();
    long deadline =
        ctx.vertx()
            .setTimer(
                limit.toMillis(), late -> read.tryFail(new ApiException(ApiError.REQUEST_TIMEOUT)));
    Buffer body = Buffer.buffer();
    request.handler(
        chunk -> {
          if (body.length() + chunk.length() > maxBytes) {
            read.tryFail(new ApiException(ApiError.BODY_TOO_LARGE));
          } else {
            body.appendBuffer(chunk);
          }
        });
    // Chunks that are none, or the client is gone.
    request.exceptionHandler(cause -> read.tryFail(new ApiException(ApiError.BAD_REQUEST)));
    request.endHandler(end -> read.tryComplete(body));
    return read.future().onComplete(done -> ctx.vertx().cancelTimer(deadline));
  }

  private static long announced(HttpServerRequest request) {
    try {
      String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
      return length == null ? 0 : Long.parseLong(length.strip());
    } catch (NumberFormatException e) {
      throw new ApiException(ApiError.BAD_REQUEST);
    }
  }
}
