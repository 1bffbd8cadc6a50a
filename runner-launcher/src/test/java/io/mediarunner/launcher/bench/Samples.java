package io.mediarunner.launcher.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** Measured values of one kind. */
final class Samples {
  private final List<Double> values = new ArrayList<>();

  void add(double value) {
    values.add(value);
  }

  double median() {
    List<Double> sorted = new ArrayList<>(values);
    Collections.sort(sorted);
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  /**
   * Median and spread.
   *
   * @param format of one number, as in {@link String#format}
   */
  String text(String format) {
    return String.format(
        Locale.ROOT,
        format + " (" + format + " – " + format + ")",
        median(),
        Collections.min(values),
        Collections.max(values));
  }
}
