package io.mediarunner.launcher.soak;

import java.util.Map;
import java.util.Objects;

/**
 * What a task is made of.
 *
 * @param type of the task, its wire name
 * @param path on the media server, begins with a slash
 * @param seconds how long the result must be; 0 where that says nothing
 * @param parameters of the task
 */
record Source(String type, String path, double seconds, Map<String, Object> parameters) {
  Source {
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(path, "path");
    parameters = Map.copyOf(parameters);
  }

  /** The same by way of another path. */
  Source at(String other) {
    return new Source(type, other, seconds, parameters);
  }
}
