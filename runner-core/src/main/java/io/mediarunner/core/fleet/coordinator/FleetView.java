package io.mediarunner.core.fleet.coordinator;

import io.mediarunner.core.fleet.Lease;
import io.mediarunner.core.fleet.order.Member;
import java.time.Instant;
import java.util.List;

/**
 * The fleet as one coordinator sees it, for people.
 *
 * @param members who has asked for work lately, by name
 * @param encodes that are shared now
 */
public record FleetView(List<Seen> members, List<Shared> encodes) {
  /**
   * @param problem why it gets no work; empty text if nothing is wrong
   */
  public record Seen(Member member, Instant at, String problem) {}

  /**
   * @param fraction encoded, 0 to 1
   * @param leases all so far
   */
  public record Shared(String taskId, int pieces, double fraction, List<Lease> leases) {
    public Shared {
      leases = List.copyOf(leases);
    }
  }

  public FleetView {
    members = List.copyOf(members);
    encodes = List.copyOf(encodes);
  }
}
