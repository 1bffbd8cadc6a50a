package io.mediarunner.core.fleet;

/** What became of a lease. Names are kept on disk. */
public enum LeaseState {
  /** Its holder is working. */
  LIVE,
  /** Its result is part of the video. */
  COMMITTED,
  /** Its holder was silent for too long, or too slow. */
  EXPIRED,
  /** Its holder said that it cannot do it, or its result was refused. */
  FAILED,
  /** Its holder gave it back before it was done, for reasons of its own. */
  RETURNED,
  /** Somebody else was faster. */
  BEATEN
}
