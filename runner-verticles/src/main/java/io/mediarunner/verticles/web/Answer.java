package io.mediarunner.verticles.web;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Common parts of all responses. */
public final class Answer {
  /** Microseconds and the offset from UTC, {@code +00:00} for UTC itself. */
  private static final DateTimeFormatter TIMESTAMP =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSxxx", Locale.ROOT);

  private Answer() {}

  public static void json(RoutingContext ctx, int status, JsonObject body) {
    ctx.response().setStatusCode(status);
    content(ctx, "application/json", body.toBuffer());
  }

  /** Responds to HEAD with the headers only. */
  public static void content(RoutingContext ctx, String contentType, Buffer body) {
    ctx.response().putHeader(HttpHeaders.CONTENT_TYPE, contentType);
    if (HttpMethod.HEAD.equals(ctx.request().method())) {
      ctx.response().putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length())).end();
    } else {
      ctx.response().end(body);
    }
  }

  public static String now(Clock clock) {
    return time(clock.instant(), clock);
  }

  /**
   * @param clock its zone is used
   */
  public static String time(Instant at, Clock clock) {
    return TIMESTAMP.format(at.atZone(clock.getZone()));
  }
}
