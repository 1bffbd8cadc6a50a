package io.mediarunner.core.fleet;

import java.time.Instant;
import java.util.Objects;

/**
 * A member's hold on a piece.
 *
 * @param owner name of the member
 * @param expiresAt on the clock of the runner that gave it
 */
public record Lease(
    LeaseToken token, String owner, Instant claimedAt, Instant expiresAt, LeaseState state) {
  public Lease {
    Objects.requireNonNull(token, "token");
    Objects.requireNonNull(owner, "owner");
    Objects.requireNonNull(claimedAt, "claimedAt");
    Objects.requireNonNull(expiresAt, "expiresAt");
    Objects.requireNonNull(state, "state");
  }

  Lease in(LeaseState other) {
    return new Lease(token, owner, claimedAt, expiresAt, other);
  }

  Lease until(Instant later) {
    return new Lease(token, owner, claimedAt, later, state);
  }

  boolean live() {
    return state == LeaseState.LIVE;
  }
}
