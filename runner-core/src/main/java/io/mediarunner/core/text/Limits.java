package io.mediarunner.core.text;

/**
 * How much of what a program or a stranger wrote is kept, in bytes. One JVM with a small heap
 * carries all instances, and a damaged source makes ffmpeg log a line for each of its packets.
 */
public final class Limits {
  /** A line; the rest of a longer one is passed over. */
  public static final int LINE = 64 << 10;

  /** The beginning of a program's output that goes into a log. */
  public static final int OUTPUT_HEAD = 256 << 10;

  /** The end of it. */
  public static final int OUTPUT_TAIL = 256 << 10;

  /** One entry of a log. */
  public static final int ENTRY = 1 << 20;

  /** The log that one program writes on the disk, about: it is looked at every two seconds. */
  public static final int TOOL_LOG = 64 << 20;

  /** The published log of a task. */
  public static final int LOG = 4 << 20;

  /** The beginning of either that stays when it becomes larger. */
  public static final int LOG_HEAD = 1 << 20;

  /** And the end. */
  public static final int LOG_TAIL = 2 << 20;

  /** The end of the log that is sent to the Manager. */
  public static final int MANAGER_TAIL = 100_000;

  /** The end of a growing file in which a program tells its progress. */
  public static final int PROGRESS_TAIL = 4 << 10;

  /** The end of what a failed program said, in which the reason is looked for. */
  public static final int LAST_WORDS = 16 << 10;

  /** A list that a program prints, a note of our own, a playlist. */
  public static final int LISTING = 16 << 20;

  /** What a speech engine or a translator has made of one request. */
  public static final int RESULT = 16 << 20;

  /**
   * How one member of a fleet sees it; a page holds that of all. A video of four hours has a few
   * hundred leases.
   */
  public static final int FLEET_VIEW = 128 << 10;

  /**
   * What ffprobe prints of a file; a lecture needs a few kilobytes. In memory it takes five times
   * as much, for each instance.
   */
  public static final int FACTS = 4 << 20;

  private Limits() {}
}
