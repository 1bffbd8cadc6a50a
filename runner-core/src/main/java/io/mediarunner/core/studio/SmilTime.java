package io.mediarunner.core.studio;

import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Clock values of SMIL (W3C SMIL 3.0, "Clock values") as recording pages and Opencast write them.
 */
final class SmilTime {
  /** Five days: anything beyond means "to the end". */
  private static final double LONGEST = 432_000;

  private static final Pattern COUNT =
      Pattern.compile("(\\d+\\.?\\d*(?:[eE][+-]?\\d+)?)(s|ms|min|h)");
  private static final Pattern CLOCK = Pattern.compile("(?:(\\d+):)?(\\d+):(\\d+(?:\\.\\d+)?)");

  private SmilTime() {}

  /**
   * Seconds; empty for a value beyond five days, which means "no limit".
   *
   * @param text such as {@code 4.25s}, {@code 1500ms}, {@code 2min}, {@code 1h}, {@code MM:SS},
   *     {@code H:MM:SS.fff}, each optionally prefixed with {@code npt=}
   * @throws IllegalArgumentException for anything else
   */
  static OptionalDouble seconds(String text) {
    String value = text.strip();
    if (value.startsWith("npt=")) {
      value = value.substring("npt=".length());
      value = value.matches("[0-9.]+") ? value + "s" : value;
    }
    double seconds = parse(value);
    return seconds <= LONGEST ? OptionalDouble.of(seconds) : OptionalDouble.empty();
  }

  private static double parse(String value) {
    Matcher count = COUNT.matcher(value);
    if (count.matches()) {
      return Double.parseDouble(count.group(1)) * unit(count.group(2));
    }
    Matcher clock = CLOCK.matcher(value);
    if (clock.matches()) {
      double hours = clock.group(1) == null ? 0 : Double.parseDouble(clock.group(1));
      return hours * 3600
          + Double.parseDouble(clock.group(2)) * 60
          + Double.parseDouble(clock.group(3));
    }
    throw new IllegalArgumentException("not a time: " + value);
  }

  private static double unit(String name) {
    return switch (name) {
      case "ms" -> 0.001;
      case "min" -> 60;
      case "h" -> 3600;
      default -> 1;
    };
  }
}
