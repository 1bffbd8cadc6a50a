package io.mediarunner.verticles.dashboard;

import io.mediarunner.core.config.Secret;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Session;
import io.vertx.ext.web.sstore.SessionStore;
import io.vertx.ext.web.sstore.cookie.CookieSessionStore;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Vert.x's store of sessions in encrypted cookies, with what it lacks: a login ends twelve hours
 * after it began, whatever happens meanwhile; a logout ends it for whoever has the cookie; and a
 * cookie of another kind is no session rather than a failure. The key is made of the dashboard's
 * token, so a restart of the runner logs nobody out, and another token logs everybody out.
 *
 * <p>To be made and used on the event loop that serves the dashboard.
 */
final class LoginSessions implements SessionStore {
  static final Duration LIFETIME = Duration.ofHours(12);
  private static final int MOST_LOGGED_OUT = 10_000;
  private static final int SHORT_NAME = 8;
  private static final String UNTIL = "until";

  private final SessionStore cookies;
  private final Clock clock;
  private final Map<String, Boolean> loggedOut =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
          return size() > MOST_LOGGED_OUT;
        }
      };

  LoginSessions(Vertx vertx, Secret token, Clock clock) {
    this.cookies = CookieSessionStore.create(vertx, "dashboard session:" + token.value());
    this.clock = clock;
  }

  /** Makes a session a login, which lasts from now on. */
  void begin(Session session) {
    session.regenerateId();
    session.put(UNTIL, clock.instant().plus(LIFETIME).getEpochSecond());
  }

  /** A name for logs. The cookie cannot be made of it, not even with the whole id. */
  static String shortName(Session session) {
    return session.id().substring(0, SHORT_NAME);
  }

  @Override
  public Future<Session> get(String cookieValue) {
    return cookies.get(cookieValue).otherwiseEmpty().map(found -> lasts(found) ? found : null);
  }

  private boolean lasts(Session session) {
    if (session == null || loggedOut.containsKey(session.id())) {
      return false;
    }
    Long until = session.get(UNTIL);
    return until != null && clock.instant().getEpochSecond() < until;
  }

  /**
   * Ends a session.
   *
   * @param id null where a session has changed but has no former id
   */
  @Override
  public Future<Void> delete(String id) {
    if (id != null) {
      loggedOut.put(id, true);
    }
    return Future.succeededFuture();
  }

  @Override
  public SessionStore init(Vertx vertx, JsonObject options) {
    return this; // made by its constructor
  }

  @Override
  public long retryTimeout() {
    return cookies.retryTimeout();
  }

  @Override
  public Session createSession(long timeout) {
    return cookies.createSession(timeout);
  }

  @Override
  public Session createSession(long timeout, int length) {
    return cookies.createSession(timeout, length);
  }

  @Override
  public Future<Void> put(Session session) {
    return cookies.put(session);
  }

  @Override
  public Future<Void> clear() {
    return cookies.clear();
  }

  @Override
  public Future<Integer> size() {
    return cookies.size();
  }

  @Override
  public void close() {
    cookies.close();
  }
}
