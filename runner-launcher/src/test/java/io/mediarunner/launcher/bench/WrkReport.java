package io.mediarunner.launcher.bench;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What wrk says at its end.
 *
 * @param requestsPerSecond over the whole run
 * @param p99Millis time within which 99 % of the requests were answered
 * @param failures answers outside 2xx and 3xx, and socket errors
 */
record WrkReport(double requestsPerSecond, double p99Millis, long failures) {
  private static final Pattern RATE = Pattern.compile("Requests/sec:\\s+([0-9.]+)");
  private static final Pattern P99 = Pattern.compile("99%\\s+([0-9.]+)(us|ms|s)");
  private static final Pattern REFUSED = Pattern.compile("Non-2xx or 3xx responses: (\\d+)");
  private static final Pattern BROKEN =
      Pattern.compile("Socket errors: connect (\\d+), read (\\d+), write (\\d+), timeout (\\d+)");

  /**
   * @param text what {@code wrk --latency} printed
   * @throws IllegalArgumentException if it is not that
   */
  static WrkReport parse(String text) {
    Matcher rate = RATE.matcher(text);
    Matcher p99 = P99.matcher(text);
    if (!rate.find() || !p99.find()) {
      throw new IllegalArgumentException("not a report of wrk --latency: " + text);
    }
    double unit =
        switch (p99.group(2)) {
          case "us" -> 0.001;
          case "ms" -> 1;
          default -> 1000;
        };
    return new WrkReport(
        Double.parseDouble(rate.group(1)), Double.parseDouble(p99.group(1)) * unit, failures(text));
  }

  private static long failures(String text) {
    long failures = 0;
    Matcher refused = REFUSED.matcher(text);
    if (refused.find()) {
      failures += Long.parseLong(refused.group(1));
    }
    Matcher broken = BROKEN.matcher(text);
    if (broken.find()) {
      for (int i = 1; i <= broken.groupCount(); i++) {
        failures += Long.parseLong(broken.group(i));
      }
    }
    return failures;
  }
}
