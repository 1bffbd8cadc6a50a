package io.mediarunner.core.database;

/** A row of the journal that does not make sense. */
public final class BadRowException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final String taskId;

  /**
   * @param taskId as it is stored, which may be the problem
   * @param reason one clause for an operator
   */
  public BadRowException(String taskId, String reason) {
    super(reason);
    this.taskId = taskId;
  }

  /** As it is stored. */
  public String taskId() {
    return taskId;
  }
}
