package io.mediarunner.verticles.web;

import io.mediarunner.verticles.dispatch.RunnerBusyException;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import io.vertx.openapi.validation.ValidatorException;
import java.util.Objects;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * From failures to responses: the only place that maps failures to status codes. That goes for our
 * own refusals and for those of the router, its authentication and its validator.
 */
public final class FailureHandler implements Handler<RoutingContext> {
  private static final Logger log = LoggerFactory.getLogger(FailureHandler.class);

  /** How long a refused client may continue sending, so that it sees the response. */
  private static final long LINGER_MILLIS = 1_000;

  private final Function<RoutingContext, RuntimeException> invalid;

  /** For routes that are not in the contract. */
  public FailureHandler() {
    this(ctx -> new ApiException(ApiError.BAD_REQUEST));
  }

  /**
   * @param invalid what answers a request that the contract's validator has refused: an {@link
   *     ApiException} or an {@link InvalidBodyException}
   */
  public FailureHandler(Function<RoutingContext, RuntimeException> invalid) {
    this.invalid = Objects.requireNonNull(invalid, "invalid");
  }

  @Override
  public void handle(RoutingContext ctx) {
    Throwable failure = causeOf(ctx);
    HttpServerResponse response = ctx.response();
    if (response.headWritten()) {
      // Part of the response is sent: only a broken connection tells the client that it is
      // incomplete.
      log.warn("response aborted: path={}", ctx.request().path(), failure);
      ctx.request().connection().close();
      return;
    }
    if (failure instanceof InvalidBodyException wrong) {
      send(response, 422, new JsonObject().put("detail", wrong.problems()));
      return;
    }
    if (ctx.statusCode() == 416) { // of a static file; Content-Range is set
      response.setStatusCode(416).end();
      return;
    }
    ApiError error = errorOf(failure, ctx.statusCode());
    if (error.status() == 500) {
      log.error("request failed: {} {}", ctx.request().method(), ctx.request().path(), failure);
    }
    if (!isBodyRead(ctx.request())) {
      ctx.vertx().setTimer(LINGER_MILLIS, late -> ctx.request().connection().close());
    }
    String detail =
        failure instanceof ApiException refused
            ? Objects.requireNonNull(refused.getMessage())
            : error.detail();
    refuse(ctx.request(), error, detail);
  }

  /** Responds with this error and leaves the rest of the request unread. */
  public static void refuse(HttpServerRequest request, ApiError error) {
    refuse(request, error, error.detail());
  }

  private static void refuse(HttpServerRequest request, ApiError error, String detail) {
    HttpServerResponse response = request.response();
    if (error.status() == 401) {
      response.putHeader("WWW-Authenticate", "Bearer");
    }
    if (error.status() == 429) {
      response.putHeader("Retry-After", Long.toString(GuessLimit.WINDOW.toSeconds()));
    }
    if (!isBodyRead(request)) {
      // Its body will not be read, and the next request could not be told apart from it.
      response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
      request.handler(ignored -> {}).resume();
    }
    send(
        response, error.status(), new JsonObject().put("detail", detail).put("code", error.name()));
  }

  /** The validator and the authentication wrap what they fail with. */
  private Throwable causeOf(RoutingContext ctx) {
    Throwable failure = ctx.failure();
    if (failure instanceof HttpException && failure.getCause() != null) {
      failure = failure.getCause();
    }
    return failure instanceof ValidatorException ? invalid.apply(ctx) : failure;
  }

  private static ApiError errorOf(Throwable failure, int status) {
    if (failure instanceof ApiException refused) {
      return refused.error();
    }
    if (failure instanceof RunnerBusyException) {
      return ApiError.RUNNER_BUSY;
    }
    if (failure == null || status < 500) { // errors of the router itself, such as a malformed URL
      return switch (status) {
        case 404 -> ApiError.NOT_FOUND;
        case 413 -> ApiError.BODY_TOO_LARGE;
        default -> ApiError.BAD_REQUEST;
      };
    }
    return ApiError.INTERNAL;
  }

  private static boolean isBodyRead(HttpServerRequest request) {
    return request.isEnded()
        || (!request.headers().contains(HttpHeaders.CONTENT_LENGTH)
            && !request.headers().contains(HttpHeaders.TRANSFER_ENCODING));
  }

  private static void send(HttpServerResponse response, int status, JsonObject body) {
    response
        .setStatusCode(status)
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
        .end(body.toBuffer());
  }
}
