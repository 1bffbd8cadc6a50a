package io.mediarunner.verticles.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.mediarunner.core.config.Secret;
import io.mediarunner.verticles.SetClock;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Session;
import io.vertx.junit5.VertxExtension;
import io.vertx.junit5.VertxTestContext;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class LoginSessionsTest {
  private static final Secret TOKEN = new Secret("a token of some length");
  private final SetClock clock = new SetClock();
  private LoginSessions sessions;
  private Session session;

  @BeforeEach
  void login(Vertx vertx) {
    sessions = new LoginSessions(vertx, TOKEN, clock);
    session = sessions.createSession(LoginSessions.LIFETIME.toMillis());
    sessions.begin(session);
  }

  @Test
  void lastsTwelveHoursAndOverARestart(Vertx vertx, VertxTestContext test) {
    String cookie = session.value();
    new LoginSessions(vertx, TOKEN, clock)
        .get(cookie)
        .compose(
            found -> {
              test.verify(() -> assertThat(found.id()).isEqualTo(session.id()));
              clock.forward(Duration.ofHours(12));
              return sessions.get(cookie);
            })
        .onComplete(test.succeeding(late -> over(late, test)));
  }

  /** Vert.x counts from the last change of a session. */
  @Test
  void doesNotLastLongerBecauseItIsUsed(VertxTestContext test) {
    clock.forward(Duration.ofHours(11));
    sessions
        .get(session.value())
        .compose(
            found -> {
              found.put("used", "again");
              found.setAccessed();
              clock.forward(Duration.ofHours(1));
              return sessions.get(found.value());
            })
        .onComplete(test.succeeding(late -> over(late, test)));
  }

  @Test
  void isWorthNothingWithAnotherToken(Vertx vertx, VertxTestContext test) {
    new LoginSessions(vertx, new Secret("another token"), clock)
        .get(session.value())
        .onComplete(test.succeeding(none -> over(none, test)));
  }

  @Test
  void isWorthNothingChangedAndRubbishIsNoFailure(VertxTestContext test) {
    String cookie = session.value();
    char last = cookie.charAt(cookie.length() - 2) == 'A' ? 'B' : 'A';
    String anonymous = sessions.createSession(LoginSessions.LIFETIME.toMillis()).value();
    List<Future<Session>> forged =
        Stream.of(
                cookie.substring(0, cookie.length() - 2)
                    + last
                    + cookie.charAt(cookie.length() - 1),
                cookie.substring(4),
                cookie + "AAAA",
                anonymous,
                session.id(),
                "",
                ".",
                "a.b.c",
                "\u00e9")
            .map(sessions::get)
            .toList();
    Future.all(forged)
        .onComplete(
            test.succeeding(
                all ->
                    test.verify(
                        () -> {
                          assertThat(all.<Session>list()).containsOnlyNulls();
                          test.completeNow();
                        })));
  }

  @Test
  void endsByLogoutForWhoeverHasTheCookie(VertxTestContext test) {
    String cookie = session.value();
    sessions
        .delete(session.id())
        .compose(deleted -> sessions.get(cookie))
        .onComplete(test.succeeding(none -> over(none, test)));
  }

  @Test
  void hasAnIdAfterTheLoginThatNobodyKnewBefore(VertxTestContext test) {
    String before = session.id();
    sessions.begin(session);
    test.verify(() -> assertThat(session.id()).isNotEqualTo(before));
    test.completeNow();
  }

  private static void over(Session session, VertxTestContext test) {
    test.verify(() -> assertThat(session).isNull());
    test.completeNow();
  }
}
