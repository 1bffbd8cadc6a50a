package io.mediarunner.verticles.web;

import io.mediarunner.core.config.Secret;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/** Whether a token is one of those that open a door, within the limit of guesses. One thread. */
public final class TokenCheck {
  private static final String SCHEME = "bearer ";
  private final List<byte[]> tokens;
  private final GuessLimit guesses;

  /** What became of a token. */
  public enum Verdict {
    RIGHT,
    MISSING,
    WRONG,
    LOCKED
  }

  public TokenCheck(List<Secret> tokens, GuessLimit guesses) {
    this.tokens =
        tokens.stream().map(token -> token.value().getBytes(StandardCharsets.UTF_8)).toList();
    this.guesses = Objects.requireNonNull(guesses, "guesses");
  }

  /** The token that an API request shows: {@code X-API-Token} wins, even if it is wrong. */
  public static Optional<String> shown(HttpServerRequest request) {
    return Optional.ofNullable(request.getHeader("X-API-Token"))
        .filter(key -> !key.isEmpty())
        .or(() -> bearer(request));
  }

  /** The bearer token of a request; never empty text. */
  public static Optional<String> bearer(HttpServerRequest request) {
    return Optional.ofNullable(request.getHeader(HttpHeaders.AUTHORIZATION))
        .filter(header -> header.regionMatches(true, 0, SCHEME, 0, SCHEME.length()))
        .map(header -> header.substring(SCHEME.length()).strip())
        .filter(token -> !token.isEmpty());
  }

  /**
   * @param shown what the request shows
   */
  public Verdict of(HttpServerRequest request, Optional<String> shown) {
    if (shown.isEmpty()) {
      return Verdict.MISSING;
    }
    String client = GuessLimit.client(request);
    if (guesses.locked(client)) {
      return Verdict.LOCKED;
    }
    if (index(shown.get()).isEmpty()) {
      guesses.wrong(client, shown.get());
      return Verdict.WRONG;
    }
    return Verdict.RIGHT;
  }

  /**
   * Which of the tokens it is, from 0; empty if it is none of them. Compares all of them, so that
   * the time reveals nothing.
   */
  public OptionalInt index(String shown) {
    byte[] bytes = shown.getBytes(StandardCharsets.UTF_8);
    int found = -1;
    for (int i = 0; i < tokens.size(); i++) {
      found = MessageDigest.isEqual(tokens.get(i), bytes) ? i : found;
    }
    return found < 0 ? OptionalInt.empty() : OptionalInt.of(found);
  }
}
