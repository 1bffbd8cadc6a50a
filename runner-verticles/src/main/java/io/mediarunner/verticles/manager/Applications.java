package io.mediarunner.verticles.manager;

import io.mediarunner.core.config.Secret;
import io.mediarunner.core.config.StandaloneConfig.Application;
import io.mediarunner.core.config.StandaloneConfig.Application.Right;
import io.mediarunner.core.queue.QueuedTask;
import io.mediarunner.verticles.web.ApiError;
import io.mediarunner.verticles.web.ApiException;
import io.mediarunner.verticles.web.GuessLimit;
import io.mediarunner.verticles.web.TokenCheck;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Who calls, and what they may do. One event loop. */
final class Applications {
  private static final String CALLER = Applications.class.getName();

  private final List<Application> applications;
  private final TokenCheck tokens;

  /**
   * @param runners tokens by which runners call
   */
  Applications(List<Application> applications, List<Secret> runners, Clock clock) {
    this.applications = List.copyOf(applications);
    this.tokens =
        new TokenCheck(
            Stream.concat(applications.stream().map(Application::token), runners.stream()).toList(),
            new GuessLimit(clock));
  }

  Optional<Secret> token(String application) {
    return applications.stream()
        .filter(known -> known.name().equals(application))
        .map(Application::token)
        .findFirst();
  }

  /** Lets nobody pass without a token; the caller is empty if it is a runner. */
  private Optional<Application> identify(RoutingContext ctx) {
    Optional<String> shown = TokenCheck.shown(ctx.request());
    switch (tokens.of(ctx.request(), shown)) {
      case MISSING -> throw new ApiException(ApiError.TOKEN_MISSING);
      case WRONG -> throw new ApiException(ApiError.TOKEN_INVALID);
      case LOCKED -> throw new ApiException(ApiError.TOO_MANY_GUESSES);
      case RIGHT -> {
        int index = tokens.index(shown.orElseThrow()).orElseThrow();
        return index < applications.size()
            ? Optional.of(applications.get(index))
            : Optional.empty();
      }
    }
    throw new IllegalStateException("no such verdict");
  }

  /** A handler that lets any known token pass. */
  void anybody(RoutingContext ctx) {
    identify(ctx);
    ctx.next();
  }

  /** A handler that lets runners pass. */
  void runner(RoutingContext ctx) {
    if (identify(ctx).isPresent()) {
      throw new ApiException(ApiError.RIGHT_MISSING);
    }
    ctx.next();
  }

  /** Lets applications pass that have the right. */
  void require(RoutingContext ctx, Right right) {
    Application caller = identify(ctx).orElseThrow(() -> new ApiException(ApiError.RIGHT_MISSING));
    if (!caller.rights().contains(right)) {
      throw new ApiException(ApiError.RIGHT_MISSING);
    }
    ctx.put(CALLER, caller);
    ctx.next();
  }

  /** Who was let pass. */
  static Application caller(RoutingContext ctx) {
    return Objects.requireNonNull(ctx.get(CALLER));
  }

  /** A task that the caller may know of. */
  static QueuedTask visible(RoutingContext ctx, Optional<QueuedTask> task) {
    Application caller = caller(ctx);
    return task.filter(
            found ->
                caller.rights().contains(Right.ALL) || found.application().equals(caller.name()))
        .orElseThrow(() -> new ApiException(ApiError.TASK_NOT_FOUND));
  }
}
