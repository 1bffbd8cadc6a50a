package io.mediarunner.core.fleet;

import java.time.Duration;
import java.util.Objects;

/**
 * The numbers that leases follow.
 *
 * @param lease how long a member may be silent before its piece goes out again
 * @param longest how long one lease may be extended in all
 * @param claims how often a piece is given to members before it is encoded at home
 * @param faults after how many leases that brought nothing a member gets no more of a task, unless
 *     it has delivered since
 */
public record FleetRules(Duration lease, Duration longest, int claims, int faults) {
  /** What a fleet uses. */
  public static final FleetRules STANDARD =
      new FleetRules(Duration.ofSeconds(30), Duration.ofMinutes(30), 3, 3);

  /** How many may work on one piece at a time. */
  static final int MOST_AT_ONCE = 2;

  /** What is further on than this is not begun a second time. */
  static final double NEARLY_DONE = 0.6;

  public FleetRules {
    Objects.requireNonNull(lease, "lease");
    Objects.requireNonNull(longest, "longest");
  }
}
