package io.mediarunner.verticles.web;

import io.vertx.core.json.JsonArray;
import java.util.List;
import java.util.Objects;

/** A request body with an invalid form; lists every problem. */
public final class InvalidBodyException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final transient JsonArray problems;

  /**
   * @param problems one entry per problem, in the order of the fields
   */
  public InvalidBodyException(List<?> problems) {
    super("invalid request body", null, false, false);
    this.problems = new JsonArray(Objects.requireNonNull(problems, "problems"));
  }

  JsonArray problems() {
    return problems;
  }
}
