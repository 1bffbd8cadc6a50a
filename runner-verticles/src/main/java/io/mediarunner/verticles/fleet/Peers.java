package io.mediarunner.verticles.fleet;

import io.mediarunner.core.fleet.helper.Coordinator;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The other members: those that the settings name, and those that said over the bus that they are
 * there. Any thread.
 */
public final class Peers implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Peers.class);

  /** Members say so every ten seconds. */
  static final Duration LATELY = Duration.ofMinutes(1);

  private static final int MOST = 256;

  private final Set<URI> named;
  private final URI self;
  private final Function<URI, Coordinator> connect;
  private final Clock clock;
  private final Map<URI, Instant> found = new HashMap<>();
  private final Map<URI, Coordinator> connected = new HashMap<>();

  /**
   * @param named in the settings
   * @param self not asked, even if it is among them
   * @param connect makes what asks a member
   */
  public Peers(List<URI> named, URI self, Function<URI, Coordinator> connect, Clock clock) {
    this.named = Set.copyOf(named);
    this.self = Objects.requireNonNull(self, "self");
    this.connect = Objects.requireNonNull(connect, "connect");
    this.clock = Objects.requireNonNull(clock, "clock");
  }

  /** A member has said that it is there. */
  synchronized void found(URI address) {
    if (address.equals(self)
        || named.contains(address)
        || (found.size() >= MOST && !found.containsKey(address))) {
      return;
    }
    if (found.put(address, clock.instant()) == null) {
      log.info("fleet: found {}", address);
    }
  }

  /** Their addresses. */
  synchronized Set<URI> addresses() {
    Set<URI> addresses = new LinkedHashSet<>(named);
    addresses.remove(self);
    Instant since = clock.instant().minus(LATELY);
    found.entrySet().removeIf(member -> member.getValue().isBefore(since));
    addresses.addAll(found.keySet());
    return addresses;
  }

  /** Whom to ask now. A connection to somebody who is not among them any more is closed. */
  synchronized List<Coordinator> all() {
    Set<URI> addresses = addresses();
    Set<URI> gone = new LinkedHashSet<>(connected.keySet());
    gone.removeAll(addresses);
    gone.forEach(address -> Objects.requireNonNull(connected.remove(address)).close());
    return addresses.stream().map(address -> connected.computeIfAbsent(address, connect)).toList();
  }

  @Override
  public synchronized void close() {
    connected.values().forEach(Coordinator::close);
    connected.clear();
  }
}
