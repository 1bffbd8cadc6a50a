package io.mediarunner.core.bus;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How many tasks wait for a runner, at every change and when asked.
 *
 * @param waiting above 0, by application
 */
public record QueueLength(Map<String, Integer> waiting) implements BusMessage {
  /**
   * @throws NullPointerException if {@code waiting} is null
   */
  public QueueLength {
    waiting = Collections.unmodifiableMap(new LinkedHashMap<>(waiting));
  }
}
