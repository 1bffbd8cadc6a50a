package io.mediarunner.verticles.http;

import java.util.Objects;

/** Carries an {@link ApiError} to the {@link FailureHandler}. */
final class ApiException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final ApiError error;

  ApiException(ApiError error) {
    this(error, null);
  }

  /**
   * @param cause for the log only; null where there is none
   */
  ApiException(ApiError error, Throwable cause) {
    // No stack trace: a refusal is an ordinary answer.
    super(Objects.requireNonNull(error, "error").detail(), cause, false, false);
    this.error = error;
  }

  ApiError error() {
    return error;
  }
}
