package io.mediarunner.verticles.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.mediarunner.core.store.Quiet;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TroublesTest {
  private static final Instant T0 = Instant.parse("2026-11-28T10:00:00Z");

  private static boolean quietAfterARestart(String key, String kind) {
    Map<String, Quiet> known = Map.of(key, new Quiet(T0, Optional.empty()));
    JsonObject item = new JsonObject().put("kind", kind).put("level", "warn");
    List<JsonObject> seen =
        new Troubles(Duration.ZERO).seen(Map.of(key, item), T0.plusSeconds(60), known);
    return seen.get(0).getBoolean("quiet");
  }

  /** Such as a weak sandbox: it neither began nor happened again. */
  @Test
  void whatWasAcknowledgedOfTheStartStaysSoAfterTheNextOne() {
    assertThat(quietAfterARestart("engine/no bwrap", "engine")).isTrue();
  }

  @Test
  void whatHappensAgainIsSeenAgain() {
    assertThat(quietAfterARestart("disk", "disk")).isFalse();
  }
}
