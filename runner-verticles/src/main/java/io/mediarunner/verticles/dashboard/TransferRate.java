package io.mediarunner.verticles.dashboard;

import io.mediarunner.core.task.Transfer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/** How fast a download has been over the last seconds. One thread. */
final class TransferRate {
  private static final Duration WINDOW = Duration.ofSeconds(10);

  private final Deque<Sample> samples = new ArrayDeque<>();

  private record Sample(long bytes, Instant at) {}

  void sample(long bytes, Instant at) {
    if (!samples.isEmpty() && samples.getLast().bytes() > bytes) {
      samples.clear(); // it starts over
    }
    samples.add(new Sample(bytes, at));
    while (Duration.between(samples.getFirst().at(), at).compareTo(WINDOW) > 0) {
      samples.removeFirst();
    }
  }

  /** Bytes per second; 0 while unknown. */
  long bytesPerSecond() {
    if (samples.size() < 2) {
      return 0;
    }
    long millis = Duration.between(samples.getFirst().at(), samples.getLast().at()).toMillis();
    return millis <= 0
        ? 0
        : (samples.getLast().bytes() - samples.getFirst().bytes()) * 1000 / millis;
  }

  /** Adds {@code bytes}, {@code total}, {@code rate} and, if it can be told, {@code eta}. */
  void describe(JsonObject progress, Transfer transfer) {
    long rate = bytesPerSecond();
    progress
        .put("bytes", transfer.bytes())
        .put("total", transfer.total().orElse(null))
        .put("rate", rate);
    transfer
        .total()
        .filter(total -> rate > 0)
        .ifPresent(total -> progress.put("eta", Math.max(0, total - transfer.bytes()) / rate));
  }
}
