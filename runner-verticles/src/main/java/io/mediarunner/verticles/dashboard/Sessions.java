package io.mediarunner.verticles.dashboard;

import io.mediarunner.core.config.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Login sessions. A session contains its expiry and a signature made with the token, so nothing is
 * stored: a restart of the runner logs nobody out, and a new token logs everybody out. One thread.
 */
final class Sessions {
  static final Duration LIFETIME = Duration.ofHours(12);
  private static final int MOST_LOGGED_OUT = 10_000;
  private static final int RANDOM_BYTES = 16;
  private static final Duration GUESS_WINDOW = Duration.ofMinutes(1);
  private static final int GUESSES = 10;

  /**
   * One login.
   *
   * @param id in the cookie: expiry in seconds, random part and signature, separated by dots
   * @param csrf must be sent with every action
   */
  record Session(String id, String csrf) {
    /** A name for logs that does not reveal the id. */
    String shortName() {
      return csrf.substring(0, 8);
    }
  }

  private final byte[] token;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();
  private final Deque<Instant> wrongGuesses = new ArrayDeque<>();
  private final Map<String, Boolean> loggedOut =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
          return size() > MOST_LOGGED_OUT;
        }
      };

  Sessions(Secret token, Clock clock) {
    this.token = token.value().getBytes(StandardCharsets.UTF_8);
    this.clock = clock;
  }

  /** Whether too many wrong tokens came recently, so that logins are rejected for a while. */
  boolean locked() {
    Instant old = clock.instant().minus(GUESS_WINDOW);
    while (!wrongGuesses.isEmpty() && wrongGuesses.getFirst().isBefore(old)) {
      wrongGuesses.removeFirst();
    }
    return wrongGuesses.size() >= GUESSES;
  }

  /** A new session for the right token. Takes equally long for every wrong one. */
  Optional<Session> login(String shown) {
    if (locked()) {
      return Optional.empty();
    }
    if (!MessageDigest.isEqual(token, shown.getBytes(StandardCharsets.UTF_8))) {
      wrongGuesses.add(clock.instant());
      return Optional.empty();
    }
    byte[] unique = new byte[RANDOM_BYTES];
    random.nextBytes(unique);
    String claim =
        clock.instant().plus(LIFETIME).getEpochSecond()
            + "."
            + Base64.getUrlEncoder().withoutPadding().encodeToString(unique);
    return Optional.of(session(claim + "." + sign("session", claim)));
  }

  /** The session of a cookie, if it is valid and has not expired. */
  Optional<Session> find(String id) {
    int dot = id.lastIndexOf('.');
    if (dot < 0 || loggedOut.containsKey(id)) {
      return Optional.empty();
    }
    String claim = id.substring(0, dot);
    byte[] expected = sign("session", claim).getBytes(StandardCharsets.UTF_8);
    if (!MessageDigest.isEqual(expected, id.substring(dot + 1).getBytes(StandardCharsets.UTF_8))) {
      return Optional.empty();
    }
    long until = Long.parseLong(claim.substring(0, claim.indexOf('.')));
    return clock.instant().getEpochSecond() < until ? Optional.of(session(id)) : Optional.empty();
  }

  private Session session(String id) {
    return new Session(id, sign("csrf", id));
  }

  void logout(Session session) {
    loggedOut.put(session.id(), true);
  }

  private String sign(String purpose, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(token, "HmacSHA256"));
      byte[] signature = mac.doFinal((purpose + ":" + text).getBytes(StandardCharsets.UTF_8));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(signature);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HMAC-SHA256", e);
    }
  }
}
