package io.mediarunner.core.task;

import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The Manager's name for a task; also the name of its folder, so it contains nothing that could be
 * misread in a path.
 *
 * @param value 1 to 128 of {@code A-Z a-z 0-9 _ -}; the Manager sends a UUID
 */
public record TaskId(String value) {
  /** What {@link #value} must look like. */
  public static final Pattern PATTERN = Pattern.compile("[A-Za-z0-9_-]{1,128}");

  /**
   * @throws NullPointerException if {@code value} is null
   * @throws IllegalArgumentException if it does not match {@link #PATTERN}
   */
  public TaskId {
    Objects.requireNonNull(value, "value");
    if (!isValid(value)) {
      throw new IllegalArgumentException("task_id: 1 to 128 of A-Z a-z 0-9 _ -");
    }
  }

  /** Whether {@code value} can be a task id; false for null. */
  public static boolean isValid(@Nullable String value) {
    return value != null && PATTERN.matcher(value).matches();
  }

  @Override
  public String toString() {
    return value;
  }
}
