package io.mediarunner.core.task;

import java.util.Objects;
import java.util.Optional;

/**
 * Something that a task did not do as requested, although it succeeded.
 *
 * @param code names the kind and never changes
 * @param param the task parameter that it is about; empty = none
 * @param detail one sentence for people, without paths or URLs
 */
public record TaskWarning(String code, Optional<String> param, String detail) {
  /**
   * @throws NullPointerException if a component is null
   */
  public TaskWarning {
    Objects.requireNonNull(code, "code");
    Objects.requireNonNull(param, "param");
    Objects.requireNonNull(detail, "detail");
  }
}
