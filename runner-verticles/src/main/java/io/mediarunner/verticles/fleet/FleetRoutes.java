package io.mediarunner.verticles.fleet;

import com.fasterxml.jackson.databind.JsonNode;
import io.mediarunner.core.fleet.LeaseToken;
import io.mediarunner.core.fleet.coordinator.Claimed;
import io.mediarunner.core.fleet.coordinator.FleetCoordinator;
import io.mediarunner.core.fleet.order.Delivered;
import io.mediarunner.core.fleet.order.Member;
import io.mediarunner.core.fleet.order.OrderJson;
import io.mediarunner.core.json.Json;
import io.mediarunner.core.task.TaskId;
import io.mediarunner.verticles.files.ResultFileHandler;
import io.mediarunner.verticles.web.Answer;
import io.mediarunner.verticles.web.ApiError;
import io.mediarunner.verticles.web.ApiException;
import io.mediarunner.verticles.web.BodyReader;
import io.mediarunner.verticles.web.FailureHandler;
import io.mediarunner.verticles.web.TaskIds;
import io.mediarunner.verticles.web.TokenCheck;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

/** What a member may ask a coordinator; the coordinator is called off the event loop. */
final class FleetRoutes {
  private static final int NUMBER_DIGITS = 6;
  private static final int MOST_FILES = 1_000;
  private static final int LONGEST_REASON = 500;

  private final Vertx vertx;
  private final WorkerExecutor workers;
  private final FleetCoordinator coordinator;
  private final FleetSelf self;

  FleetRoutes(Vertx vertx, WorkerExecutor workers, FleetCoordinator coordinator, FleetSelf self) {
    this.self = self;
    this.vertx = vertx;
    this.workers = workers;
    this.coordinator = coordinator;
  }

  /** A lease that a path names. */
  private record Named(TaskId taskId, LeaseToken lease) {
    static Named in(RoutingContext ctx) {
      return new Named(
          TaskIds.of(ctx.pathParam("task"), ApiError.NOT_FOUND),
          new LeaseToken(number(ctx, "piece"), number(ctx, "generation")));
    }

    private static int number(RoutingContext ctx, String name) {
      String text = ctx.pathParam(name);
      if (text.length() > NUMBER_DIGITS || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
        throw new ApiException(ApiError.NOT_FOUND);
      }
      return Integer.parseInt(text);
    }
  }

  /** Lets those pass who show the key of the lease. */
  void holder(RoutingContext ctx) {
    Named named = Named.in(ctx);
    Optional<String> key = TokenCheck.bearer(ctx.request());
    if (key.isEmpty()) {
      FailureHandler.refuse(ctx.request(), ApiError.TOKEN_MISSING);
    } else if (!coordinator.opens(named.taskId(), named.lease(), key.get())) {
      FailureHandler.refuse(ctx.request(), ApiError.TOKEN_INVALID);
    } else {
      ctx.next();
    }
  }

  void claim(RoutingContext ctx) {
    JsonNode json = json(ctx);
    Member member;
    try {
      member =
          new Member(
              json.path("member").asText(),
              json.path("version").asText(),
              json.path("ffmpeg").asText(),
              json.path("room").asBoolean());
    } catch (IllegalArgumentException e) {
      throw new ApiException(ApiError.BAD_REQUEST);
    }
    run(
        ctx,
        () -> coordinator.claim(member),
        claimed -> {
          if (claimed instanceof Claimed.Piece piece) {
            Answer.content(ctx, "application/json", Buffer.buffer(text(piece)));
          } else if (claimed instanceof Claimed.Refused refused) {
            conflict(ctx, refused.reason());
          } else {
            ctx.response().setStatusCode(204).end();
          }
        });
  }

  /** The fleet as this runner sees it, for people and scripts. */
  void view(RoutingContext ctx) {
    run(ctx, coordinator::view, view -> Answer.json(ctx, 200, FleetJson.of(view, self)));
  }

  private static String text(Claimed.Piece piece) {
    try {
      return OrderJson.write(piece.order());
    } catch (IOException e) {
      throw new IllegalStateException(e); // numbers and words can be written
    }
  }

  void beat(RoutingContext ctx) {
    Named named = Named.in(ctx);
    double fraction = json(ctx).path("fraction").asDouble();
    run(
        ctx,
        () -> coordinator.beat(named.taskId(), named.lease(), fraction),
        on -> {
          if (on) {
            Answer.json(ctx, 200, new JsonObject());
          } else {
            conflict(ctx, "the lease is over");
          }
        });
  }

  void end(RoutingContext ctx) {
    Named named = Named.in(ctx);
    JsonNode json = json(ctx);
    String reason = json.path("reason").asText().replaceAll("\\p{Cntrl}", " ");
    String shown = reason.substring(0, Math.min(LONGEST_REASON, reason.length()));
    boolean failed = json.path("failed").asBoolean();
    run(
        ctx,
        () -> {
          coordinator.end(named.taskId(), named.lease(), failed, shown);
          return true;
        },
        ended -> ctx.response().setStatusCode(204).end());
  }

  /** In ranges, as all files are sent. */
  void source(RoutingContext ctx) {
    Named named = Named.in(ctx);
    new ResultFileHandler(
            vertx,
            name -> "application/octet-stream",
            false,
            any -> new ResultFileHandler.Wanted(named.taskId().value(), ""),
            (taskId, any) -> coordinator.source(taskId, named.lease()))
        .handle(ctx);
  }

  void result(RoutingContext ctx) {
    Named named = Named.in(ctx);
    String offset = ctx.request().getParam("offset", "");
    if (!offset.matches("\\d{1,15}")) {
      throw new ApiException(ApiError.BAD_REQUEST);
    }
    String name = ctx.pathParam("file");
    ByteBuffer bytes = ByteBuffer.wrap(BodyReader.body(ctx).getBytes());
    run(
        ctx,
        () -> {
          try {
            return coordinator.receive(
                named.taskId(), named.lease(), name, Long.parseLong(offset), bytes);
          } catch (IllegalArgumentException e) {
            throw new ApiException(ApiError.BAD_REQUEST);
          }
        },
        taken -> {
          if (taken) {
            ctx.response().setStatusCode(204).end();
          } else {
            conflict(ctx, "the lease is over");
          }
        });
  }

  void commit(RoutingContext ctx) {
    Named named = Named.in(ctx);
    List<Delivered> files = new ArrayList<>();
    for (JsonNode file : json(ctx).path("files")) {
      files.add(
          new Delivered(
              file.path("name").asText(),
              file.path("bytes").asLong(-1),
              file.path("sha256").asText()));
    }
    if (files.size() > MOST_FILES) {
      throw new ApiException(ApiError.BAD_REQUEST);
    }
    run(
        ctx,
        () -> coordinator.deliver(named.taskId(), named.lease(), files),
        refused -> {
          if (refused.isEmpty()) {
            Answer.json(ctx, 200, new JsonObject());
          } else {
            conflict(ctx, refused.get());
          }
        });
  }

  private <T> void run(RoutingContext ctx, Callable<T> work, Consumer<T> then) {
    workers.executeBlocking(work, false).onSuccess(then::accept).onFailure(ctx::fail);
  }

  private static void conflict(RoutingContext ctx, String detail) {
    Answer.json(ctx, 409, new JsonObject().put("detail", detail));
  }

  private static JsonNode json(RoutingContext ctx) {
    try {
      return Json.read(BodyReader.body(ctx).getBytes());
    } catch (IOException e) {
      throw new ApiException(ApiError.BAD_REQUEST);
    }
  }
}
