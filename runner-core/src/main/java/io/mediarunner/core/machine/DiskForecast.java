package io.mediarunner.core.machine;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * When a disk will be full if it keeps filling as in the last six hours: a straight line through
 * the samples (least squares). Needs ten minutes of samples, because a single task fills and
 * empties the disk. One thread.
 */
final class DiskForecast {
  private static final Duration WINDOW = Duration.ofHours(6);
  private static final Duration SPACING = Duration.ofMinutes(1);
  private static final Duration LEAST = Duration.ofMinutes(10);
  private static final double YEAR_SECONDS = 365.0 * 86_400;

  private record Sample(Instant at, long freeBytes) {}

  private final Deque<Sample> samples = new ArrayDeque<>();

  /**
   * @return time until nothing is free; empty if the disk does not fill up within a year
   */
  Optional<Duration> sample(Instant at, long freeBytes) {
    if (samples.isEmpty() || !at.isBefore(samples.getLast().at().plus(SPACING))) {
      samples.add(new Sample(at, freeBytes));
      while (samples.getFirst().at().isBefore(at.minus(WINDOW))) {
        samples.removeFirst();
      }
    }
    Instant first = samples.getFirst().at();
    if (Duration.between(first, at).compareTo(LEAST) < 0) {
      return Optional.empty();
    }
    double meanX = samples.stream().mapToDouble(s -> seconds(first, s)).average().orElse(0);
    double meanY = samples.stream().mapToDouble(Sample::freeBytes).average().orElse(0);
    double covariance = 0;
    double variance = 0;
    for (Sample sample : samples) {
      double x = seconds(first, sample) - meanX;
      covariance += x * (sample.freeBytes() - meanY);
      variance += x * x;
    }
    double bytesPerSecond = variance == 0 ? 0 : covariance / variance;
    double left = bytesPerSecond < 0 ? freeBytes / -bytesPerSecond : Double.POSITIVE_INFINITY;
    return left < YEAR_SECONDS
        ? Optional.of(Duration.ofSeconds(Math.round(left)))
        : Optional.empty();
  }

  private static double seconds(Instant first, Sample sample) {
    return Duration.between(first, sample.at()).toMillis() / 1000.0;
  }
}
