package io.mediarunner.core.error;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Carries a {@link Failure} up through the steps of a task. */
public final class TaskFailedException extends Exception {
  private static final long serialVersionUID = 1L;
  private final transient Failure failure;

  public TaskFailedException(Failure failure) {
    this(failure, null);
  }

  /**
   * @param cause for the log only; null if there is none
   */
  public TaskFailedException(Failure failure, @Nullable Throwable cause) {
    super(Objects.requireNonNull(failure, "failure").code() + ": " + failure.message(), cause);
    this.failure = failure;
  }

  public TaskFailedException(FailureCode code, String message) {
    this(new Failure(code, message));
  }

  public Failure failure() {
    return failure;
  }
}
