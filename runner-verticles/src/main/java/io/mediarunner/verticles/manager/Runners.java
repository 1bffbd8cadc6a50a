package io.mediarunner.verticles.manager;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Who has registered; forgets those that are silent for a minute. One event loop. */
final class Runners {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Clock clock;
  private final Map<String, Runner> runners = new LinkedHashMap<>();

  Runners(Clock clock) {
    this.clock = clock;
  }

  void register(Runner runner) {
    runners.put(runner.id(), runner);
  }

  /** What a runner offers may change while it runs: its tools break, or work again. */
  void offers(Runner runner, Set<String> types) {
    runners.computeIfPresent(runner.id(), (id, known) -> known.offering(types));
  }

  void heard(Runner runner) {
    runners.replace(runner.id(), runner.heard(clock.instant()));
  }

  Optional<Runner> find(String id) {
    forgetSilent();
    return Optional.ofNullable(runners.get(id));
  }

  List<Runner> all() {
    forgetSilent();
    return List.copyOf(runners.values());
  }

  private void forgetSilent() {
    Instant oldest = clock.instant().minus(PATIENCE);
    runners.values().removeIf(runner -> runner.heardAt().isBefore(oldest));
  }
}
