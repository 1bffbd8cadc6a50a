package io.mediarunner.core.fetch;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.mediarunner.core.config.DownloadConfig;
import io.mediarunner.core.error.Failure;
import io.mediarunner.core.error.TaskFailedException;
import io.mediarunner.core.net.ClosedPlaces;
import io.mediarunner.core.net.Network;
import io.mediarunner.core.retry.Backoff;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** Downloads under settings of a test's own, with no patience to speak of. */
final class FetchLab {
  static final FetchTimings FAST =
      new FetchTimings(
          Duration.ofSeconds(3),
          Duration.ofSeconds(5),
          Backoff.doubling(Duration.ofMillis(10), Duration.ofMillis(20), 5));

  final Path folder;
  DownloadConfig config = new DownloadConfig(List.of(), true, 0, Set.of());
  Network network = Network.DIRECT;
  FetchTimings timings = FAST;
  ClosedPlaces closed = ClosedPlaces.INTERNAL;

  FetchLab(Path folder) {
    this.folder = folder;
  }

  FetchedSource fetch(String url) throws TaskFailedException {
    try (SourceFetcher fetcher = new SourceFetcher(config, network, timings, closed)) {
      return fetcher.prepare(url, folder, (bytes, total) -> {}).run();
    }
  }

  Failure failure(String url) {
    TaskFailedException failed = catchThrowableOfType(TaskFailedException.class, () -> fetch(url));
    if (failed == null) {
      throw new AssertionError("fetched: " + url);
    }
    return failed.failure();
  }

  void privateNetworksBarred() {
    config = new DownloadConfig(List.of(), false, 0, Set.of());
  }
}
