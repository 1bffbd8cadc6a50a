package io.mediarunner.core.error;

import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Why a task ended without results.
 *
 * @param code stable; callers branch on it alone
 * @param message one or two sentences that may be shown to a teacher: no path of this machine, no
 *     token, no signed address
 * @param name of the code; another one than that of {@code code} only if a newer version wrote it
 */
public record Failure(FailureCode code, String message, String name) {
  /** The messages of ENOSPC and of a full database. */
  private static final Pattern DISK_FULL =
      Pattern.compile("No space left on device|\\[SQLITE_FULL]");

  /**
   * The messages of EMFILE and ENFILE, and of the errors with which a process cannot be started:
   * EAGAIN, ENOMEM, ENFILE, EMFILE.
   */
  private static final Pattern RESOURCES_SHORT =
      Pattern.compile("Too many open files|error=(?:11|12|23|24),");

  /** The text by which the Manager and its clients recognise a user's cancellation. */
  public static final Failure CANCELLED = new Failure(FailureCode.CANCELLED, "Cancelled by user.");

  /** The runner itself exited during the task. */
  public static final Failure INTERRUPTED =
      new Failure(
          FailureCode.INTERRUPTED,
          "The runner restarted while it was working on this task. Please submit it again.");

  /** Nothing is wrong with the task: a program that it needs does not work at present. */
  public static final Failure TOOLS_BROKEN =
      new Failure(
          FailureCode.TOOL_MISSING, "A program that this task needs does not work at present.");

  /**
   * @throws NullPointerException if a component is null
   */
  public Failure {
    Objects.requireNonNull(code, "code");
    Objects.requireNonNull(message, "message");
    Objects.requireNonNull(name, "name");
  }

  /**
   * @throws NullPointerException if an argument is null
   */
  public Failure(FailureCode code, String message) {
    this(code, message, code.name());
  }

  /** As it was stored. A code that this version does not know counts as {@code INTERNAL}. */
  public static Failure stored(String name, String message) {
    return FailureCode.find(name)
        .map(code -> new Failure(code, message))
        .orElseGet(() -> new Failure(FailureCode.INTERNAL, message, name));
  }

  /**
   * Task parameters with unknown names or invalid values, in the words that the platform's
   * administrators know.
   *
   * @param taskType wire name
   * @param fields each with its name, and with what is expected if that is not obvious
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
   * The one way from an exception to a failure. What the machine lacks is recognised wherever it
   * occurs; anything unexpected becomes {@code INTERNAL}.
   */
  public static Failure of(Throwable cause) {
    if (cause instanceof TaskFailedException failed) {
      return failed.failure();
    }
    return ofMachine(cause)
        .orElseGet(
            () ->
                new Failure(
                    FailureCode.INTERNAL,
                    "The runner hit an unexpected error. Its log has the details."));
  }

  /**
   * What the machine lacks, such as disk space, memory or open files, if that is at the root of an
   * exception.
   */
  public static Optional<Failure> ofMachine(Throwable cause) {
    for (Throwable deeper = cause; deeper != null; deeper = deeper.getCause()) {
      if (deeper instanceof OutOfMemoryError) {
        return Optional.of(
            new Failure(
                FailureCode.MEMORY_SHORT,
                "The task needed more memory than the runner has left. Its log has the details."));
      }
      String message = String.valueOf(deeper.getMessage());
      if (DISK_FULL.matcher(message).find()) {
        return Optional.of(
            new Failure(FailureCode.DISK_FULL, "The runner has run out of disk space."));
      }
      if (RESOURCES_SHORT.matcher(message).find()) {
        return Optional.of(
            new Failure(
                FailureCode.RESOURCES_SHORT,
                "The runner has run out of open files, processes or memory."));
      }
    }
    return Optional.empty();
  }
}
