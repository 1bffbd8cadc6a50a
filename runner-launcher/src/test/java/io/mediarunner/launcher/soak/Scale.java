package io.mediarunner.launcher.soak;

import java.time.Duration;

/**
 * How much is tried.
 *
 * @param kills of the kill matrix
 * @param crashPoints how many of the journal's writes; the first so many of a seeded order
 * @param wireTasks through faulty connections
 * @param silence how long a stalled connection says nothing
 * @param diskRounds how often the disk fills in each stage
 * @param hostile how long hostile sources and clients go on
 * @param suspension how long a whole runner is stopped
 * @param soak how long the mixed load runs
 * @param atOnce how many runners of the section ground are tried side by side
 */
record Scale(
    int kills,
    int crashPoints,
    int wireTasks,
    Duration silence,
    int diskRounds,
    Duration hostile,
    Duration suspension,
    Duration soak,
    int atOnce) {
  static Scale full(Duration soak) {
    return new Scale(
        64,
        Integer.MAX_VALUE,
        300,
        Duration.ofSeconds(30),
        3,
        Duration.ofMinutes(10),
        Duration.ofMinutes(3),
        soak,
        1);
  }

  /** For the ordinary tests: about half a minute each. */
  static Scale brief() {
    return new Scale(
        8,
        4,
        25,
        Duration.ofSeconds(3),
        1,
        Duration.ofSeconds(20),
        Duration.ofSeconds(40),
        Duration.ofSeconds(30),
        3);
  }
}
