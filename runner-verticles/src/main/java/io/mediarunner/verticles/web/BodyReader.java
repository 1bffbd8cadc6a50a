package io.mediarunner.verticles.web;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;

/**
 * Reads a request's body up to a limit. Vert.x's own body handler also accepts forms and uploads,
 * which are not needed here.
 */
public final class BodyReader {
  private final long maxBytes;

  public BodyReader(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** Fails with {@code BODY_TOO_LARGE} as soon as the limit is exceeded. */
  public Future<Buffer> read(HttpServerRequest request) {
    if (announced(request) > maxBytes) {
      return Future.failedFuture(new ApiException(ApiError.BODY_TOO_LARGE));
    }
    if ("100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT))) {
      request.response().writeContinue();
    }
    Promise<Buffer> read = Promise.promise();
    Buffer body = Buffer.buffer();
    request.handler(
        chunk -> {
          if (body.length() + chunk.length() > maxBytes) {
            read.tryFail(new ApiException(ApiError.BODY_TOO_LARGE));
          } else {
            body.appendBuffer(chunk);
          }
        });
    request.exceptionHandler(read::tryFail);
    request.endHandler(end -> read.tryComplete(body));
    return read.future();
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
