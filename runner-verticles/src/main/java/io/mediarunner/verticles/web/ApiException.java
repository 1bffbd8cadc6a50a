package io.mediarunner.verticles.web;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Carries an {@link ApiError} to the {@link FailureHandler}. */
public final class ApiException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final ApiError error;

  public ApiException(ApiError error) {
    this(error, (Throwable) null);
  }

  /**
   * @param detail says more than the error's own sentence
   */
  public ApiException(ApiError error, String detail) {
    super(Objects.requireNonNull(detail, "detail"), null, false, false);
    this.error = Objects.requireNonNull(error, "error");
  }

  /**
   * @param cause for the log only; null if there is none
   */
  public ApiException(ApiError error, @Nullable Throwable cause) {
    // No stack trace: a refusal is an ordinary response.
    super(Objects.requireNonNull(error, "error").detail(), cause, false, false);
    this.error = error;
  }

  ApiError error() {
    return error;
  }
}
