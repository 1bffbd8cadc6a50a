package io.mediarunner.verticles.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.mediarunner.core.config.Secret;
import io.mediarunner.verticles.dashboard.Sessions.Session;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class SessionsTest {
  private static final Secret TOKEN = new Secret("a token of some length");
  private final SetClock clock = new SetClock();
  private final Sessions sessions = new Sessions(TOKEN, clock);

  private static final class SetClock extends Clock {
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return now;
    }
  }

  @Test
  void lastsTwelveHoursAndOverARestart() {
    Session session = sessions.login(TOKEN.value()).orElseThrow();
    assertThat(new Sessions(TOKEN, clock).find(session.id())).contains(session);
    clock.now = clock.now.plus(Duration.ofHours(12));
    assertThat(sessions.find(session.id())).isEmpty();
  }

  @Test
  void isWorthNothingWithAnotherTokenOrChanged() {
    Session session = sessions.login(TOKEN.value()).orElseThrow();
    assertThat(new Sessions(new Secret("another token"), clock).find(session.id())).isEmpty();
    String later = session.id().replaceFirst("^[0-9]+", "99999999999");
    for (String forged : new String[] {later, "", ".", "..", "a.b.c", session.id() + "x", "1.2"}) {
      assertThat(sessions.find(forged)).as(forged).isEmpty();
    }
  }

  @Test
  void endsByLogout() {
    Session session = sessions.login(TOKEN.value()).orElseThrow();
    sessions.logout(session);
    assertThat(sessions.find(session.id())).isEmpty();
  }

  @Test
  void looksAtNoTokenForAWhileAfterTenWrongOnes() {
    for (int i = 0; i < 10; i++) {
      assertThat(sessions.login("guess " + i)).isEmpty();
    }
    assertThat(sessions.locked()).isTrue();
    assertThat(sessions.login(TOKEN.value())).isEmpty();
    clock.now = clock.now.plusSeconds(61);
    assertThat(sessions.login(TOKEN.value())).isPresent();
  }
}
