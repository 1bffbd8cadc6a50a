package io.mediarunner.verticles.manager;

import io.mediarunner.core.task.TaskType;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Which types of tasks runners offer, and since when nobody offers one that is waited for. One
 * event loop.
 */
final class Offers {
  private final Runners runners;
  private final List<TaskType> configured;
  private final Duration patience;
  private final Clock clock;
  private final Map<String, Instant> missing = new HashMap<>();

  /**
   * @param configured types that this process offers once its instances have registered
   * @param patience how long a task may wait of a type that nobody offers
   */
  Offers(Runners runners, List<TaskType> configured, Duration patience, Clock clock) {
    this.runners = Objects.requireNonNull(runners, "runners");
    this.configured = List.copyOf(configured);
    this.patience = Objects.requireNonNull(patience, "patience");
    this.clock = Objects.requireNonNull(clock, "clock");
  }

  /** Whether somebody takes tasks of this type, now or when it is free. */
  boolean has(String type) {
    List<Runner> all = runners.all();
    return all.isEmpty()
        ? configured.stream().anyMatch(known -> known.wireName().equals(type))
        : all.stream().anyMatch(runner -> runner.taskTypes().contains(type));
  }

  Duration patience() {
    return patience;
  }

  /**
   * Call it regularly.
   *
   * @param waiting types of the tasks that wait now
   * @return those of them that nobody has offered for too long
   */
  List<String> overdue(Set<String> waiting) {
    Instant now = clock.instant();
    missing.keySet().retainAll(waiting);
    missing.keySet().removeIf(this::has);
    waiting.stream().filter(type -> !has(type)).forEach(type -> missing.putIfAbsent(type, now));
    return missing.entrySet().stream()
        .filter(entry -> !now.isBefore(entry.getValue().plus(patience)))
        .map(Map.Entry::getKey)
        .sorted()
        .toList();
  }
}
