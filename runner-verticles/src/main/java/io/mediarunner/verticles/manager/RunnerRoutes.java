package io.mediarunner.verticles.manager;

import io.mediarunner.core.queue.TaskEnd;
import io.mediarunner.verticles.web.Answer;
import io.mediarunner.verticles.web.ApiError;
import io.mediarunner.verticles.web.ApiException;
import io.mediarunner.verticles.web.JsonBody;
import io.mediarunner.verticles.web.TokenCheck;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What runners tell the Manager. One event loop. */
final class RunnerRoutes {
  private static final Logger log = LoggerFactory.getLogger(RunnerRoutes.class);
  private static final Pattern VERSION =
      Pattern.compile("v?((?:0|[1-9][0-9]*)\\.(?:0|[1-9][0-9]*)).*", Pattern.DOTALL);

  /** The line of Managers whose client API this is. */
  private static final String SPOKEN = "1.7";

  private static final int LONGEST = 1_000;

  private final Runners runners;
  private final QueueJournal queue;
  private final Dispatcher dispatcher;
  private final CallbackDelivery callbacks;
  private final Clock clock;

  RunnerRoutes(
      Runners runners,
      QueueJournal queue,
      Dispatcher dispatcher,
      CallbackDelivery callbacks,
      Clock clock) {
    this.runners = runners;
    this.queue = queue;
    this.dispatcher = dispatcher;
    this.callbacks = callbacks;
    this.clock = clock;
  }

  /** Lets runners of this Manager's version pass. */
  void version(RoutingContext ctx) {
    String version = ctx.request().getHeader("X-Runner-Version");
    Matcher matcher = VERSION.matcher(version == null ? "" : version.strip());
    if (!matcher.matches()) {
      throw new ApiException(ApiError.RUNNER_VERSION_MISSING);
    }
    if (!matcher.group(1).equals(SPOKEN)) {
      throw new ApiException(ApiError.RUNNER_VERSION_MISMATCH);
    }
    ctx.next();
  }

  void register(RoutingContext ctx) {
    JsonBody body = JsonBody.of(ctx);
    Optional<String> id = body.bounded(body.required("id"), "id", LONGEST);
    Optional<String> url = body.bounded(body.required("url"), "url", LONGEST);
    List<String> types = body.strings("task_types");
    if (url.isPresent() && !isBase(url.get())) {
      body.problem(
          "url", "value_error", "Value error, url: http or https, host and port", url.get());
    }
    body.check();
    boolean news = runners.find(id.orElseThrow()).isEmpty();
    runners.register(
        new Runner(
            id.orElseThrow(),
            url.orElseThrow(),
            types,
            TokenCheck.shown(ctx.request()).orElseThrow(),
            clock.instant()));
    log.info("runner registered: runner={} types={}", id.orElseThrow(), types);
    Answer.json(ctx, 200, new JsonObject().put("status", "registered"));
    if (news) {
      dispatcher.settle();
    }
  }

  private static boolean isBase(String url) {
    try {
      URI uri = new URI(url);
      return ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
          && uri.getHost() != null
          && uri.getRawUserInfo() == null
          && uri.getRawQuery() == null
          && uri.getRawFragment() == null;
    } catch (java.net.URISyntaxException e) {
      return false;
    }
  }

  void heartbeat(RoutingContext ctx) {
    Runner runner =
        runners
            .find(ctx.pathParam("runner_id"))
            .orElseThrow(() -> new ApiException(ApiError.RUNNER_NOT_FOUND));
    if (!runner.token().equals(TokenCheck.shown(ctx.request()).orElseThrow())) {
      throw new ApiException(ApiError.RUNNER_FOREIGN);
    }
    Optional<String> availability = JsonBody.of(ctx).optional("availability");
    runners.heard(runner);
    Answer.json(ctx, 200, new JsonObject().put("status", "ok"));
    if (availability.filter("available"::equals).isPresent()) {
      dispatcher.offer();
    }
  }

  void completion(RoutingContext ctx) {
    TaskEnd end = CompletionReader.read(ctx);
    queue
        .end(end)
        .onSuccess(
            known -> {
              if (!known) {
                ctx.fail(new ApiException(ApiError.TASK_NOT_FOUND));
                return;
              }
              log.info("task ended: task={} state={}", end.taskId(), end.state().wireName());
              Answer.json(ctx, 200, new JsonObject().put("status", "acknowledged"));
              callbacks.deliver();
              dispatcher.offer();
            })
        .onFailure(ctx::fail);
  }

  static JsonObject health() {
    return new JsonObject().put("status", "healthy").put("version", SPOKEN);
  }
}
