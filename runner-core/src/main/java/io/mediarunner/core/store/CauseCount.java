package io.mediarunner.core.store;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * Failures with one cause, all that the journal has.
 *
 * @param count above 0
 * @param first when the first of these tasks ended
 * @param last when the most recent one ended
 * @param type wire name of the most recent one's task type
 * @param succeededSince tasks that succeeded after it: of the same host, or else of the same type;
 *     counted up to {@link FailureCauses#MOST_COUNTED}
 * @param quiet whether an operator has set it aside
 */
public record CauseCount(
    Cause cause,
    int count,
    Instant first,
    Instant last,
    String type,
    int succeededSince,
    Optional<Quiet> quiet) {
  /**
   * @throws NullPointerException if a component is null
   */
  public CauseCount {
    Objects.requireNonNull(cause, "cause");
    Objects.requireNonNull(first, "first");
    Objects.requireNonNull(last, "last");
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(quiet, "quiet");
  }
}
