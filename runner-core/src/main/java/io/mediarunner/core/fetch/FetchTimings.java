package io.mediarunner.core.fetch;

import io.mediarunner.core.retry.Backoff;
import java.time.Duration;
import java.util.Objects;

/**
 * How long a download waits for what.
 *
 * @param connect for a connection
 * @param silence between two bytes; also how long less than 1 KiB a second may come
 * @param retry between two tries, and how many there are
 */
public record FetchTimings(Duration connect, Duration silence, Backoff retry) {
  /** What a runner uses. */
  public static final FetchTimings STANDARD =
      new FetchTimings(
          Duration.ofSeconds(10),
          Duration.ofSeconds(180),
          Backoff.doubling(Duration.ofSeconds(2), Duration.ofSeconds(30), 5));

  /**
   * @throws NullPointerException if a component is null
   */
  public FetchTimings {
    Objects.requireNonNull(connect, "connect");
    Objects.requireNonNull(silence, "silence");
    Objects.requireNonNull(retry, "retry");
  }
}
