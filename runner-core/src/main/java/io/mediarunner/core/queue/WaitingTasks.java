package io.mediarunner.core.queue;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What waits in the queue.
 *
 * @param byApplication how many tasks, above 0
 * @param types wire names of their types
 * @param oldest since when the one waits that was queued first; empty if none waits
 */
public record WaitingTasks(
    Map<String, Integer> byApplication, Set<String> types, Optional<Instant> oldest) {
  /**
   * @throws NullPointerException if a component is null
   */
  public WaitingTasks {
    byApplication = Collections.unmodifiableMap(new LinkedHashMap<>(byApplication));
    types = Set.copyOf(types);
    Objects.requireNonNull(oldest, "oldest");
  }

  public boolean isEmpty() {
    return byApplication.isEmpty();
  }
}
