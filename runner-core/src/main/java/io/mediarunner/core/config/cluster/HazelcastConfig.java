package io.mediarunner.core.config.cluster;

import java.util.List;

/**
 * The event bus that spans the members, over Hazelcast.
 *
 * @param seeds members that are asked who else there is, {@code host:port}; this runner's own may
 *     be among them
 * @param port TCP port of Hazelcast
 * @param busPort TCP port of the event bus
 */
public record HazelcastConfig(List<String> seeds, int port, int busPort) {
  /**
   * @throws IllegalArgumentException if there is no seed, or a port is out of range or given twice
   */
  public HazelcastConfig {
    seeds = List.copyOf(seeds);
    if (seeds.isEmpty()) {
      throw new IllegalArgumentException("seeds: at least one");
    }
    if (port < 1 || port > 65535 || busPort < 1 || busPort > 65535 || port == busPort) {
      throw new IllegalArgumentException(
          "ports: two within 1..65535, were " + port + " and " + busPort);
    }
  }
}
