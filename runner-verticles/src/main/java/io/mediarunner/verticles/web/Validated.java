package io.mediarunner.verticles.web;

import io.mediarunner.core.task.TaskId;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.openapi.router.RouterBuilder;
import io.vertx.openapi.validation.RequestParameter;
import io.vertx.openapi.validation.ValidatedRequest;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/** The parameters of a request that the contract's validator has accepted. */
public final class Validated {
  private Validated() {}

  /** The task in the path. */
  public static TaskId taskId(RoutingContext ctx) {
    return new TaskId(
        Objects.requireNonNull(request(ctx).getPathParameters().get("task_id")).getString());
  }

  /** A text parameter of the query. */
  public static Optional<String> text(RoutingContext ctx, String name) {
    return Optional.ofNullable(query(ctx, name).getString());
  }

  /** An integer parameter of the query; the contract keeps it within an int's range. */
  public static OptionalInt number(RoutingContext ctx, String name) {
    Integer value = query(ctx, name).getInteger();
    return value == null ? OptionalInt.empty() : OptionalInt.of(value);
  }

  private static RequestParameter query(RoutingContext ctx, String name) {
    return Objects.requireNonNull(request(ctx).getQuery().get(name), name);
  }

  private static ValidatedRequest request(RoutingContext ctx) {
    return ctx.get(RouterBuilder.KEY_META_DATA_VALIDATED_REQUEST);
  }
}
