package io.mediarunner.core.config.cluster;

import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The fleet that this runner belongs to.
 *
 * @param enabled whether it belongs to one
 * @param host address that other members reach this one on, to listen on
 * @param port TCP port, 1 to 65535
 * @param members addresses of the members, {@code http://host:port}; this runner's own may be among
 *     them, and others may be found over the bus
 * @param hazelcast the bus between the members; empty if they only ask each other
 */
public record ClusterConfig(
    boolean enabled,
    String host,
    int port,
    List<URI> members,
    Optional<HazelcastConfig> hazelcast) {
  /** Anything shorter can be guessed. */
  public static final int MIN_SECRET_CHARS = 16;

  /**
   * @throws NullPointerException if a component is null
   * @throws IllegalArgumentException if {@code port} is out of range
   */
  public ClusterConfig {
    Objects.requireNonNull(host, "host");
    members = List.copyOf(members);
    Objects.requireNonNull(hazelcast, "hazelcast");
    if (port < 1 || port > 65535) {
      throw new IllegalArgumentException("port: within 1..65535, was " + port);
    }
  }
}
