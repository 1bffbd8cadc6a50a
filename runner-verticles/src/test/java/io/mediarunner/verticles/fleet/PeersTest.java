package io.mediarunner.verticles.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.mediarunner.core.config.Secret;
import io.mediarunner.core.fleet.helper.Coordinator;
import io.mediarunner.verticles.SetClock;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PeersTest {
  private static final URI SELF = URI.create("http://10.0.0.5:8095");
  private static final URI NAMED = URI.create("http://10.0.0.6:8095");
  private static final URI FOUND = URI.create("http://10.0.0.7:8095");

  private final SetClock clock = new SetClock();
  private final Peers peers =
      new Peers(
          List.of(SELF, NAMED),
          SELF,
          address -> new Coordinator(address, new Secret("a-secret-of-the-fleet")),
          clock);

  @AfterEach
  void close() {
    peers.close();
  }

  private List<URI> addresses() {
    return peers.all().stream().map(Coordinator::address).toList();
  }

  @Test
  void areThoseOfTheSettingsWithoutItself() {
    peers.found(SELF);
    peers.found(NAMED);

    assertThat(addresses()).containsExactly(NAMED);
  }

  @Test
  void areAlsoThoseThatWereHeardOfLately() {
    peers.found(FOUND);
    Coordinator asked = peers.all().get(1);
    clock.forward(Peers.LATELY);
    assertThat(addresses()).containsExactly(NAMED, FOUND);
    assertThat(peers.all()).as("its connections are kept").contains(asked);

    clock.forward(Duration.ofMillis(1));
    assertThat(addresses()).containsExactly(NAMED);
  }

  @Test
  void areNotMoreThanAFleetHas() {
    for (int i = 0; i < 5_000; i++) {
      peers.found(URI.create("http://10.1." + i / 250 + "." + i % 250 + ":8095"));
    }

    assertThat(addresses()).hasSize(257);
  }
}
