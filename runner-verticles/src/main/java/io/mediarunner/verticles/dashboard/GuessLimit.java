package io.mediarunner.verticles.dashboard;

import io.netty.util.NetUtil;
import io.vertx.core.http.HttpServerRequest;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How many wrong tokens a client may send: ten a minute, then no token of that client is looked at
 * until a minute has passed. Each client has its own count, so that a stranger cannot lock the
 * operator out. One thread.
 */
final class GuessLimit {
  private static final Duration WINDOW = Duration.ofMinutes(1);
  private static final int GUESSES = 10;
  private static final int MOST_CLIENTS = 10_000;
  private static final int NETWORK_BYTES = 8;

  private final Clock clock;
  private final Map<String, Deque<Instant>> wrong =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Deque<Instant>> eldest) {
          return size() > MOST_CLIENTS;
        }
      };

  GuessLimit(Clock clock) {
    this.clock = clock;
  }

  /**
   * Who sent a request. A reverse proxy on this machine names the client in {@code
   * X-Forwarded-For}; anybody else could invent one for each guess. Of IPv6 the network counts, as
   * a single machine has all the addresses in it.
   */
  static String client(HttpServerRequest request) {
    InetAddress peer = address(request.remoteAddress().hostAddress());
    List<String> forwarded = request.headers().getAll("X-Forwarded-For");
    if (peer.isLoopbackAddress() && !forwarded.isEmpty()) {
      String last = forwarded.get(forwarded.size() - 1);
      String nearest = last.substring(last.lastIndexOf(',') + 1).strip();
      if (NetUtil.createByteArrayFromIpAddressString(nearest) != null) {
        peer = address(nearest);
      }
    }
    return peer instanceof Inet6Address
        ? HexFormat.of().formatHex(peer.getAddress(), 0, NETWORK_BYTES)
        : peer.getHostAddress();
  }

  /** Asks no name server. */
  private static InetAddress address(String text) {
    try {
      return InetAddress.getByAddress(NetUtil.createByteArrayFromIpAddressString(text));
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("not an IP address: " + text, e);
    }
  }

  boolean locked(String client) {
    Deque<Instant> guesses = wrong.get(client);
    if (guesses == null) {
      return false;
    }
    Instant old = clock.instant().minus(WINDOW);
    guesses.removeIf(at -> at.isBefore(old));
    return guesses.size() >= GUESSES;
  }

  void wrong(String client) {
    wrong.computeIfAbsent(client, none -> new ArrayDeque<>()).add(clock.instant());
  }
}
