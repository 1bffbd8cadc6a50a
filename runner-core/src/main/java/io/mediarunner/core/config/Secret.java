package io.mediarunner.core.config;

import java.util.Objects;

/**
 * A value that must not be shown. Its own record type because records print every field.
 *
 * @param value the secret itself
 */
public record Secret(String value) {
  /**
   * @throws NullPointerException if {@code value} is null
   */
  public Secret {
    Objects.requireNonNull(value, "value");
  }

  @Override
  public String toString() {
    return "***";
  }
}
