package io.mediarunner.verticles.web;

/**
 * Every refusal that is one sentence. The names are wire format: {@code code} in the answer, and
 * {@code x-invalid} in the contract.
 */
public enum ApiError {
  BAD_REQUEST(400, "Bad Request"),
  GRACE_INVALID(400, "grace: whole seconds, 0 to 86400"),
  TASK_QUERY_INVALID(
      400,
      "state: waiting, running, completed, failed or timeout; instance: a number; limit: 1 to 200;"
          + " after: next of a page"),
  RUNNER_BUSY(400, "Runner is busy"),
  NOTIFY_HOST_REFUSED(400, "notify_url host not allowed"),
  RESULT_PATH_INVALID(400, "Invalid result file path"),
  RUNNER_VERSION_MISSING(400, "X-Runner-Version: missing, or no version such as 1.7.1"),
  TASK_FAILED(400, "Task failed"),
  TOKEN_MISSING(401, "Missing authentication token"),
  TOKEN_INVALID(401, "Invalid or expired token"),
  RIGHT_MISSING(403, "This token may not do that"),
  RUNNER_FOREIGN(403, "Token not authorized for this runner"),
  NOT_FOUND(404, "Not Found"),
  RUNNER_NOT_FOUND(404, "Runner not found"),
  FILE_NOT_FOUND(404, "File not found"),
  TASK_NOT_FOUND(404, "Task not found"),
  METHOD_NOT_ALLOWED(405, "Method Not Allowed"),
  REQUEST_TIMEOUT(408, "The request body arrived too slowly"),
  RUNNER_VERSION_MISMATCH(409, "Version mismatch: this Manager is 1.7"),
  TASK_NOT_ENDED(409, "Task has not ended"),
  TASK_NOT_RUNNING(409, "Task not running"),
  TASK_RUNNING(409, "Task is running"),
  BODY_TOO_LARGE(413, "Request body too large"),
  TASK_NOT_COMPLETED(425, "Task not completed"),
  TOO_MANY_GUESSES(429, "Too many wrong tokens; wait a minute"),
  INTERNAL(500, "Internal Server Error"),
  STOP_FAILED(500, "Internal stop error"),
  RUNNER_UNREACHABLE(502, "Error contacting runner"),
  NO_RUNNERS(503, "No runners available"),
  NOT_REGISTERED(503, "Runner not registered with manager");

  private final int status;
  private final String detail;

  ApiError(int status, String detail) {
    this.status = status;
    this.detail = detail;
  }

  int status() {
    return status;
  }

  String detail() {
    return detail;
  }
}
