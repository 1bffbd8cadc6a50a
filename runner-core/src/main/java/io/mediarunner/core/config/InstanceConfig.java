package io.mediarunner.core.config;

import io.mediarunner.core.task.TaskType;
import java.net.URI;
import java.util.List;
import java.util.Objects;

/**
 * One instance: a port, an identity towards the Manager, one slot.
 *
 * @param number 0-based
 * @param runnerId name by which the Manager knows it: {@code <base name>-<host>-<port>}
 * @param bindHost address that its server listens on
 * @param port TCP port, 80 to 65535
 * @param advertisedUrl where the Manager reaches it; no trailing slash
 * @param taskTypes what it offers, in the configured order, no repeats, at least one
 */
public record InstanceConfig(
    int number,
    String runnerId,
    String bindHost,
    int port,
    URI advertisedUrl,
    List<TaskType> taskTypes) {
  /**
   * @throws NullPointerException if a component is null
   */
  public InstanceConfig {
    Objects.requireNonNull(runnerId, "runnerId");
    Objects.requireNonNull(bindHost, "bindHost");
    Objects.requireNonNull(advertisedUrl, "advertisedUrl");
    taskTypes = List.copyOf(taskTypes);
  }
}
