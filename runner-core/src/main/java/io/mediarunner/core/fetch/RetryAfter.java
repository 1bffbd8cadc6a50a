package io.mediarunner.core.fetch;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.apache.hc.client5.http.utils.DateUtils;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpResponse;

/** The header {@code Retry-After} (RFC 9110, section 10.2.3): seconds, or a date. */
final class RetryAfter {
  /** What a larger number of seconds counts as (RFC 9111, section 1.2.2). */
  private static final long LONGEST = 1L << 31;

  private RetryAfter() {}

  /**
   * How long the server asks to wait; empty where it does not say.
   *
   * @param now counts where the answer has no date of its own: two clocks seldom agree
   */
  static Optional<Duration> of(HttpResponse response, Instant now) {
    return header(response, HttpHeaders.RETRY_AFTER).flatMap(value -> wait(value, response, now));
  }

  private static Optional<Duration> wait(String value, HttpResponse response, Instant now) {
    if (value.matches("\\d+")) {
      return Optional.of(
          Duration.ofSeconds(new BigInteger(value).min(BigInteger.valueOf(LONGEST)).longValue()));
    }
    Instant from = header(response, HttpHeaders.DATE).map(DateUtils::parseStandardDate).orElse(now);
    return Optional.ofNullable(DateUtils.parseStandardDate(value))
        .map(until -> Duration.between(from, until))
        .map(wait -> wait.isNegative() ? Duration.ZERO : wait);
  }

  private static Optional<String> header(HttpResponse response, String name) {
    return Optional.ofNullable(response.getFirstHeader(name))
        .map(Header::getValue)
        .map(String::strip);
  }
}
