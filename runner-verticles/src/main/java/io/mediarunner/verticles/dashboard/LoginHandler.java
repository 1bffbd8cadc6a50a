package io.mediarunner.verticles.dashboard;

import io.mediarunner.core.config.Secret;
import io.mediarunner.verticles.web.GuessLimit;
import io.vertx.core.Vertx;
import io.vertx.core.http.CookieSameSite;
import io.vertx.ext.auth.User;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.CSRFHandler;
import io.vertx.ext.web.handler.SessionHandler;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Login, access check, logout. Sessions and their cookies are vertx-web's, as are the tokens
 * against cross-site requests; who may have a session is decided here.
 */
final class LoginHandler {
  private static final Logger log = LoggerFactory.getLogger(LoginHandler.class);
  private static final String CSRF_HEADER = "X-CSRF-Token";
  private static final User OPERATOR = User.fromName("operator");

  private final byte[] token;
  private final LoginSessions store;
  private final GuessLimit guesses;
  private final Assets assets;
  private final EnumMap<Scheme, SessionHandler> sessions = new EnumMap<>(Scheme.class);
  private final EnumMap<Scheme, CSRFHandler> csrf = new EnumMap<>(Scheme.class);

  /** What the browser uses: over HTTPS, cookies are restricted to it. */
  private enum Scheme {
    HTTP,
    HTTPS;

    /** What the runner itself speaks, or what a proxy in front of it says. */
    static Scheme of(RoutingContext ctx) {
      String forwarded = ctx.request().getHeader("X-Forwarded-Proto");
      return ctx.request().isSSL() || "https".equalsIgnoreCase(forwarded) ? HTTPS : HTTP;
    }
  }

  /**
   * @param port part of the cookies' names: browsers send a host's cookies to all its ports
   */
  LoginHandler(
      Vertx vertx, Secret token, Assets assets, int port, GuessLimit guesses, Clock clock) {
    this.token = token.value().getBytes(StandardCharsets.UTF_8);
    this.store = new LoginSessions(vertx, token, clock);
    this.guesses = guesses;
    this.assets = assets;
    String cookie = "media-runner-" + port;
    for (Scheme scheme : Scheme.values()) {
      sessions.put(
          scheme,
          SessionHandler.create(store)
              .setLazySession(true) // no cookie before the login
              .setSessionTimeout(LoginSessions.LIFETIME.toMillis())
              .setCookieMaxAge(LoginSessions.LIFETIME.toSeconds())
              .setSessionCookieName(cookie)
              .setCookieHttpOnlyFlag(true)
              .setCookieSameSite(CookieSameSite.STRICT)
              .setCookieSecureFlag(scheme == Scheme.HTTPS));
      csrf.put(
          scheme,
          CSRFHandler.create(vertx, "dashboard csrf:" + token.value())
              .setTimeout(LoginSessions.LIFETIME.toMillis())
              .setHeaderName(CSRF_HEADER)
              .setCookieName(cookie + "-csrf")
              .setCookieHttpOnly(true) // the page gets the token by csrfToken
              .setCookieSecure(scheme == Scheme.HTTPS));
    }
  }

  private SessionHandler sessions(RoutingContext ctx) {
    return Objects.requireNonNull(sessions.get(Scheme.of(ctx)));
  }

  /** Finds the session of each request. */
  void findSession(RoutingContext ctx) {
    sessions(ctx).handle(ctx);
  }

  /** Lets an action pass if the page sends it, and makes what the page has to send with one. */
  void checkCsrf(RoutingContext ctx) {
    Objects.requireNonNull(csrf.get(Scheme.of(ctx))).handle(ctx);
  }

  /** What the page has to send along with its next action. */
  static String csrfToken(RoutingContext ctx) {
    return ctx.get(CSRF_HEADER);
  }

  /** Accepts only logged-in users. */
  void guard(RoutingContext ctx) {
    if (isLoggedIn(ctx) && sameOrigin(ctx)) {
      ctx.next();
    } else {
      refuse(ctx);
    }
  }

  static boolean isLoggedIn(RoutingContext ctx) {
    return ctx.user() != null;
  }

  private void refuse(RoutingContext ctx) {
    String accept = Optional.ofNullable(ctx.request().getHeader("Accept")).orElse("");
    if (ctx.request().path().equals("/") && accept.contains("text/html")) {
      page(ctx, 401, "");
    } else {
      ctx.response().setStatusCode(401).putHeader("Cache-Control", "no-store").end();
    }
  }

  /** A page of another site can neither make the browser act here nor listen. */
  private static boolean sameOrigin(RoutingContext ctx) {
    String origin = ctx.request().getHeader("Origin");
    if (origin == null) {
      return true;
    }
    try {
      String authority = URI.create(origin).getRawAuthority();
      return authority != null && authority.equalsIgnoreCase(ctx.request().getHeader("Host"));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private void page(RoutingContext ctx, int status, String problem) {
    assets.page(ctx, status, "login.html", Map.of("problem", problem));
  }

  /** The page with the form. */
  void show(RoutingContext ctx) {
    page(ctx, 200, "");
  }

  /** {@code POST /login} with the form's {@code token}. */
  void login(RoutingContext ctx) {
    if (!sameOrigin(ctx)) {
      ctx.response().setStatusCode(403).end();
      return;
    }
    String client = GuessLimit.client(ctx.request());
    if (guesses.locked(client)) {
      page(ctx, 429, "locked");
      return;
    }
    String shown = Optional.ofNullable(ctx.request().getFormAttribute("token")).orElse("").strip();
    // Takes equally long for every wrong one.
    if (!MessageDigest.isEqual(token, shown.getBytes(StandardCharsets.UTF_8))) {
      guesses.wrong(client, shown);
      log.warn("dashboard: wrong token: from={}", ctx.request().remoteAddress().hostAddress());
      page(ctx, 401, "wrong");
      return;
    }
    log.info("dashboard: login: from={}", ctx.request().remoteAddress().hostAddress());
    store.begin(ctx.session());
    sessions(ctx)
        .setUser(ctx, OPERATOR)
        .onSuccess(kept -> ctx.response().setStatusCode(303).putHeader("Location", "./").end())
        .onFailure(ctx::fail);
  }

  void logout(RoutingContext ctx) {
    ctx.session().destroy();
    ctx.response().setStatusCode(204).end();
  }
}
