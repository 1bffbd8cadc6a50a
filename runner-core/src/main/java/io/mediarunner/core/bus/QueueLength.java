package io.mediarunner.core.bus;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * How many tasks wait for a runner, at every change and when asked.
 *
 * @param waiting above 0, by application
 * @param oldest since when the first of them waits; empty if none does
 */
public record QueueLength(Map<String, Integer> waiting, Optional<Instant> oldest)
    implements BusMessage {
  /**
   * @throws NullPointerException if a component is null
   */
  public QueueLength {
    waiting = Collections.unmodifiableMap(new LinkedHashMap<>(waiting));
    Objects.requireNonNull(oldest, "oldest");
  }
}
