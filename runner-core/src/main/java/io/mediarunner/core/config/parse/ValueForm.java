package io.mediarunner.core.config.parse;

import java.util.List;
import java.util.Objects;

/**
 * What a setting may look like.
 *
 * @param type how its text is read
 * @param min smallest number, for {@link Type#INTEGER} and {@link Type#DECIMAL}
 * @param max largest number, for the same two
 * @param choices the allowed words in the order to show them, for {@link Type#CHOICE}
 */
public record ValueForm(Type type, double min, double max, List<String> choices) {
  /** How a text becomes a value. */
  public enum Type {
    /** {@code 1 true t yes y on} or {@code 0 false f no n off}, in any case. */
    BOOLEAN,
    /** A whole number in decimal. */
    INTEGER,
    /** A number that may have a fraction or an exponent. */
    DECIMAL,
    /** Words between commas; blanks around them and empty ones are dropped. */
    CSV,
    /** One of a few words. */
    CHOICE,
    /** A file or folder; a leading {@code ~} is the home folder. */
    PATH,
    /** An absolute http or https address. */
    URL,
    /** Text that may be shown. */
    TEXT,
    /** Text that never appears in a message or a log. */
    SECRET
  }

  /**
   * @throws NullPointerException if {@code type} or {@code choices} is null
   */
  public ValueForm {
    Objects.requireNonNull(type, "type");
    choices = List.copyOf(choices);
  }

  static ValueForm of(Type type) {
    return new ValueForm(type, 0, 0, List.of());
  }

  static ValueForm bool() {
    return of(Type.BOOLEAN);
  }

  static ValueForm whole(int min) {
    return whole(min, Integer.MAX_VALUE);
  }

  static ValueForm whole(int min, int max) {
    return new ValueForm(Type.INTEGER, min, max, List.of());
  }

  static ValueForm decimal(double min, double max) {
    return new ValueForm(Type.DECIMAL, min, max, List.of());
  }

  static ValueForm csv() {
    return of(Type.CSV);
  }

  static ValueForm oneOf(String... choices) {
    return new ValueForm(Type.CHOICE, 0, 0, List.of(choices));
  }

  static ValueForm path() {
    return of(Type.PATH);
  }

  static ValueForm url() {
    return of(Type.URL);
  }

  static ValueForm text() {
    return of(Type.TEXT);
  }

  static ValueForm secret() {
    return of(Type.SECRET);
  }
}
