package io.mediarunner.verticles.dashboard;

import io.mediarunner.verticles.dashboard.Sessions.Session;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Login, access check, logout. */
final class LoginHandler {
  private static final Logger log = LoggerFactory.getLogger(LoginHandler.class);
  private static final String SESSION = "session";

  private final Sessions sessions;
  private final Assets assets;
  private final String cookieName;

  /**
   * @param port part of the cookie's name: browsers send a host's cookies to all its ports
   */
  LoginHandler(Sessions sessions, Assets assets, int port) {
    this.sessions = sessions;
    this.assets = assets;
    this.cookieName = "media-runner-" + port;
  }

  /** Accepts only logged-in users. */
  void guard(RoutingContext ctx) {
    Optional<Session> session = session(ctx);
    if (session.isEmpty() || !sameOrigin(ctx)) {
      refuse(ctx);
      return;
    }
    ctx.put(SESSION, session.get());
    ctx.next();
  }

  static Session of(RoutingContext ctx) {
    return ctx.get(SESSION);
  }

  Optional<Session> session(RoutingContext ctx) {
    return Optional.ofNullable(ctx.request().getCookie(cookieName))
        .map(Cookie::getValue)
        .flatMap(sessions::find);
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
    if (sessions.locked()) {
      page(ctx, 429, "locked");
      return;
    }
    String token = Optional.ofNullable(ctx.request().getFormAttribute("token")).orElse("").strip();
    Optional<Session> session = sessions.login(token);
    if (session.isEmpty()) {
      log.warn("dashboard: wrong token: from={}", ctx.request().remoteAddress().hostAddress());
      page(ctx, 401, "wrong");
      return;
    }
    log.info("dashboard: login: from={}", ctx.request().remoteAddress().hostAddress());
    ctx.response().addCookie(cookie(ctx, session.get().id(), Sessions.LIFETIME.toSeconds()));
    ctx.response().setStatusCode(303).putHeader("Location", "./").end();
  }

  void logout(RoutingContext ctx) {
    sessions.logout(of(ctx));
    ctx.response().addCookie(cookie(ctx, "", 0)).setStatusCode(204).end();
  }

  private Cookie cookie(RoutingContext ctx, String value, long seconds) {
    boolean https = "https".equalsIgnoreCase(ctx.request().getHeader("X-Forwarded-Proto"));
    return Cookie.cookie(cookieName, value)
        .setPath("/")
        .setHttpOnly(true)
        .setSecure(https)
        .setSameSite(CookieSameSite.STRICT)
        .setMaxAge(seconds);
  }
}
