package io.mediarunner.core.error;

import java.util.Locale;
import java.util.Objects;

/**
 * Why a task ended without results.
 *
 * @param code stable; callers branch on it alone
 * @param message one or two sentences that may be shown to a teacher: no path of this machine, no
 *     token, no signed address
 */
public record Failure(FailureCode code, String message) {
  /** What the Manager and its clients know a user's own cancellation by. */
  public static final Failure CANCELLED = new Failure(FailureCode.CANCELLED, "Cancelled by user.");

  /** The runner itself ended while it worked. */
  public static final Failure INTERRUPTED =
      new Failure(
          FailureCode.INTERRUPTED,
          "The runner restarted while it was working on this task. Please submit it again.");

  /**
   * @throws NullPointerException if a component is null
   */
  public Failure {
    Objects.requireNonNull(code, "code");
    Objects.requireNonNull(message, "message");
  }

  /**
   * Parameters of a task that have unknown names or values that cannot be used, in the words that
   * the platform's administrators know.
   *
   * @param taskType wire name
   * @param fields each by its name, with what was expected where that is not plain
   */
  public static Failure invalidParameters(String taskType, String fields) {
    return new Failure(
        FailureCode.PARAMETER_INVALID,
        String.format(
            Locale.ROOT,
            "Invalid parameters for task type: %s (invalid fields: %s)",
            taskType,
            fields));
  }

  /**
   * The one way from an exception to a failure. A full disk is known wherever it shows, in a file
   * or in the journal; what nobody planned for becomes {@code INTERNAL}.
   */
  public static Failure of(Throwable cause) {
    if (cause instanceof TaskFailedException failed) {
      return failed.failure();
    }
    for (Throwable deeper = cause; deeper != null; deeper = deeper.getCause()) {
      String message = String.valueOf(deeper.getMessage());
      // How ENOSPC and a full database introduce themselves.
      if (message.contains("No space left on device") || message.contains("[SQLITE_FULL]")) {
        return new Failure(FailureCode.DISK_FULL, "The runner has run out of disk space.");
      }
    }
    return new Failure(
        FailureCode.INTERNAL, "The runner hit an unexpected error. Its log has the details.");
  }
}
