package io.mediarunner.launcher.bench;

import java.util.List;

/**
 * How much faster a fleet is than one machine: measured, see {@link FleetBench}, or with {@code
 * --simulate} the runner's own scheduler under a virtual clock, which takes a second.
 */
public final class ClusterBench {
  private static final int MOST_MACHINES = 16;
  private static final int SEEDS = 20;
  private static final double LECTURE = 3600;

  private ClusterBench() {}

  public static void main(String[] args) throws Exception {
    if (!List.of(args).equals(List.of("--simulate"))) {
      FleetBench.main(args);
    } else {
      simulate();
    }
  }

  static void simulate() {
    System.out.println(
        "A lecture of one hour, pieces of 60 s, calls take 50 ms, one machine encodes at 1.0 x; pieces"
            + " differ by 10 %; mean of "
            + SEEDS
            + " runs");
    System.out.println();
    System.out.println("| machines | network | time | times as fast | of n | begun twice |");
    System.out.println("|---:|---:|---:|---:|---:|---:|");
    for (int gigabits : new int[] {10, 1}) {
      for (int machines = 1; machines <= MOST_MACHINES; machines++) {
        FleetSimulation.Site site = FleetSimulation.Site.rack(LECTURE, gigabits);
        double seconds = mean(site, machines);
        double gain = FleetSimulation.alone(site) / seconds;
        System.out.printf(
            java.util.Locale.ROOT,
            "| %d | %d Gbit/s | %.0f s | %.2f | %.2f | %.1f |%n",
            machines,
            gigabits,
            seconds,
            gain,
            gain / machines,
            extra(site, machines));
      }
    }
  }

  /** Mean over some courses of events, seconds. */
  static double mean(FleetSimulation.Site site, int machines) {
    double sum = 0;
    for (int seed = 0; seed < SEEDS; seed++) {
      sum += FleetSimulation.run(site, machines, seed).seconds();
    }
    return sum / SEEDS;
  }

  private static double extra(FleetSimulation.Site site, int machines) {
    double sum = 0;
    for (int seed = 0; seed < SEEDS; seed++) {
      sum += FleetSimulation.run(site, machines, seed).extra();
    }
    return sum / SEEDS;
  }
}
