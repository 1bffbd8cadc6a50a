package io.mediarunner.core.store;

import java.util.Locale;
import java.util.Objects;

/**
 * In which order tasks are listed. Tasks that are equal in it are listed newest first.
 *
 * @param by what is compared
 * @param descending the largest first
 */
public record Sort(By by, boolean descending) {
  public static final Sort NEWEST = new Sort(By.BEGIN, true);

  private static final int MOST_SKIPPED = 1_000_000;

  /** The columns that people see; their names, in lower case, are used in addresses. */
  public enum By {
    /** When it was accepted. */
    BEGIN("accepted_at"),
    /** Of the video; its address if it has none. */
    TITLE(
        """
        CASE WHEN json_valid(request) THEN lower(COALESCE(
          NULLIF(json_extract(request, '$.parameters.video_title'), ''),
          NULLIF(json_extract(request, '$.parameters.video_slug'), ''),
          json_extract(request, '$.source_url'))) ELSE '' END
        """),
    /** Of the task. */
    TYPE("task_type"),
    /** How it ended, and why. */
    STATE("state || COALESCE(failure_code, '') || (warnings>0)"),
    /** From its start to its end. */
    TOOK("ended_at - COALESCE(started_at, accepted_at)");

    private final String column;

    By(String column) {
      this.column = column;
    }
  }

  /**
   * @throws NullPointerException if {@code by} is null
   */
  public Sort {
    Objects.requireNonNull(by, "by");
  }

  /**
   * Of an address: {@code title} or {@code -title}.
   *
   * @throws IllegalArgumentException if there is no such column
   */
  public static Sort parse(String text) {
    boolean descending = text.startsWith("-");
    String name = descending ? text.substring(1) : text;
    return new Sort(By.valueOf(name.toUpperCase(Locale.ROOT)), descending);
  }

  String order() {
    return " ORDER BY "
        + by.column
        + (descending ? " DESC" : "")
        + ", accepted_at DESC, task.task_id DESC";
  }

  /**
   * Where the next page of such a list starts.
   *
   * @throws IllegalArgumentException if the text is no number that can be
   */
  static int skipped(String after) {
    try {
      int skipped = Integer.parseInt(after);
      if (skipped >= 0 && skipped <= MOST_SKIPPED) {
        return skipped;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new IllegalArgumentException("after: not a position in the list");
  }
}
