package io.mediarunner.verticles.web;

import io.netty.util.NetUtil;
import io.vertx.core.http.HttpServerRequest;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How many wrong tokens a client may try: ten different ones a minute, then no token of that client
 * is looked at until a minute has passed. Each client has its own count, so that a stranger cannot
 * lock the operator out. The same wrong token again is no guess: a Manager that still has the old
 * one locks nobody out. One thread.
 */
public final class GuessLimit {
  /** How long a client is locked out. */
  public static final Duration WINDOW = Duration.ofMinutes(1);

  private static final int GUESSES = 10;
  private static final int MOST_CLIENTS = 10_000;
  private static final int NETWORK_BYTES = 8;

  private final Clock clock;

  /** By client: when each wrong token was first seen, by its digest. */
  private final Map<String, Map<String, Instant>> wrong =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Map<String, Instant>> eldest) {
          return size() > MOST_CLIENTS;
        }
      };

  public GuessLimit(Clock clock) {
    this.clock = clock;
  }

  /**
   * Who sent a request. A reverse proxy on this machine names the client in {@code
   * X-Forwarded-For}; anybody else could invent one for each guess.
   */
  public static String address(HttpServerRequest request) {
    return peer(request).getHostAddress();
  }

  /** The same as it counts for the limit. */
  public static String client(HttpServerRequest request) {
    return client(peer(request));
  }

  private static InetAddress peer(HttpServerRequest request) {
    InetAddress peer = address(request.remoteAddress().hostAddress());
    List<String> forwarded = request.headers().getAll("X-Forwarded-For");
    if (peer.isLoopbackAddress() && !forwarded.isEmpty()) {
      String last = forwarded.get(forwarded.size() - 1);
      String nearest = last.substring(last.lastIndexOf(',') + 1).strip();
      if (NetUtil.createByteArrayFromIpAddressString(nearest) != null) {
        peer = address(nearest);
      }
    }
    return peer;
  }

  /** Of IPv6 the network counts, as a single machine has all the addresses in it. */
  static String client(InetAddress peer) {
    return peer instanceof Inet6Address && !peer.isLoopbackAddress()
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

  public boolean locked(String client) {
    Map<String, Instant> guesses = wrong.get(client);
    if (guesses == null) {
      return false;
    }
    Instant old = clock.instant().minus(WINDOW);
    guesses.values().removeIf(at -> at.isBefore(old));
    return guesses.size() >= GUESSES;
  }

  /**
   * Counts a wrong token of a client that is not locked.
   *
   * @param shown the token as it was sent
   */
  public void wrong(String client, String shown) {
    wrong
        .computeIfAbsent(client, none -> new HashMap<>())
        .putIfAbsent(digest(shown), clock.instant());
  }

  /** Nobody's token, right or wrong, stays in memory. */
  private static String digest(String shown) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(shown.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
