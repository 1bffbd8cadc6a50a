package io.mediarunner.verticles.web;

import java.time.Duration;

/**
 * How long a client may take. Answers have no limit of their own: a large file takes as long as it
 * takes, while bytes move.
 *
 * @param firstHead from the connection to the end of the first request's headers
 * @param nextHead from an answer to the end of the next request's headers
 * @param body for the body of a request; a second more before the connection closes
 */
public record HttpLimits(Duration firstHead, Duration nextHead, Duration body) {
  public static final HttpLimits STANDARD =
      new HttpLimits(Duration.ofSeconds(10), Duration.ofSeconds(75), Duration.ofSeconds(20));
}
