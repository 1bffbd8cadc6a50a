package io.mediarunner.launcher.soak;

/** What can happen to one call on its way through a {@link FaultProxy}. */
enum Fault {
  NONE,
  /** Nobody listens for a moment. */
  REFUSE,
  /** Broken off with a reset before the call is passed on. */
  RESET,
  /** Passed on; the answer is lost, and the connection reset. */
  ANSWER_LOST,
  /** Half of the answer's body, then the end as if that were all. */
  TRUNCATE,
  /** Nothing but the head of the answer, then our half of the connection is closed. */
  HALF_CLOSE,
  /** A long silence in the middle of the answer. */
  STALL,
  /** The answer says that it is longer than it is. */
  LENGTH_TOO_LARGE,
  /** The answer says that it is shorter than it is. */
  LENGTH_TOO_SMALL,
  /** A byte a second, for as long as a silence; then the rest. */
  DRIP,
  /** HTTP 500, and nothing is passed on. */
  ERROR_500,
  /** Passed on twice; the first answer comes back, and then the second on top of it. */
  TWICE
}
