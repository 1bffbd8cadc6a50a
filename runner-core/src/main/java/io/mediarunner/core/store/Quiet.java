package io.mediarunner.core.store;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * An operator knows of a trouble.
 *
 * @param since when that was said
 * @param until when to remind the operator; empty = not unless it happens again
 */
public record Quiet(Instant since, Optional<Instant> until) {
  /**
   * @throws NullPointerException if a component is null
   */
  public Quiet {
    Objects.requireNonNull(since, "since");
    Objects.requireNonNull(until, "until");
  }

  /** Whether a trouble that last happened at a given time needs nobody's attention now. */
  public boolean covers(Instant happened, Instant now) {
    return !happened.isAfter(since) && until.filter(end -> !end.isAfter(now)).isEmpty();
  }
}
