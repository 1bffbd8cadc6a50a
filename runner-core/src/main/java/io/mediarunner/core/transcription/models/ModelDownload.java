package io.mediarunner.core.transcription.models;

import io.mediarunner.core.config.DownloadConfig;
import io.mediarunner.core.config.Secret;
import io.mediarunner.core.error.Failure;
import io.mediarunner.core.error.FailureCode;
import io.mediarunner.core.error.TaskFailedException;
import io.mediarunner.core.fetch.FetchTimings;
import io.mediarunner.core.fetch.FetchedSource;
import io.mediarunner.core.fetch.SourceFetcher;
import io.mediarunner.core.net.Network;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Downloads a model as the runner downloads sources: bounded in time and size, retried, and resumed
 * only where the server confirms that it still has the same file.
 */
public final class ModelDownload {
  private static final long MEGABYTE = 1_000_000;
  private static final Duration LONGEST = Duration.ofDays(1);

  private final ModelStore store;
  private final Network network;
  private final Optional<Secret> token;
  private final FetchTimings timings;

  /**
   * @param token sent as bearer token, to the server of the collection only
   */
  public ModelDownload(ModelStore store, Network network, Optional<Secret> token) {
    this(store, network, token, FetchTimings.STANDARD);
  }

  ModelDownload(ModelStore store, Network network, Optional<Secret> token, FetchTimings timings) {
    this.store = Objects.requireNonNull(store, "store");
    this.network = Objects.requireNonNull(network, "network");
    this.token = Objects.requireNonNull(token, "token");
    this.timings = Objects.requireNonNull(timings, "timings");
  }

  /** Receives progress, often. */
  public interface Listener {
    /**
     * @param bytes present so far, including those of an earlier run
     * @param total of the file; 0 if the server does not say
     */
    void received(long bytes, long total);
  }

  /**
   * Downloads and installs.
   *
   * @param base address of the collection, without trailing slash
   * @throws IOException if it fails; the partial download stays for the next time, unless it is
   *     invalid
   */
  public void pull(KnownModel model, URI base, Listener listener) throws IOException {
    Path folder = store.unfinished(model);
    Files.createDirectories(folder);
    DownloadConfig anywhere = new DownloadConfig(List.of(), true, 0, Set.of(), LONGEST);
    FetchedSource fetched;
    try (SourceFetcher fetcher = new SourceFetcher(anywhere, network, timings)) {
      fetched =
          fetcher
              .prepare(
                  base + "/" + model.fileName(),
                  folder,
                  most(model),
                  tooLarge(model),
                  token,
                  (bytes, total) -> listener.received(bytes, total.orElse(0L)))
              .run();
    } catch (TaskFailedException e) {
      throw new IOException(e.failure().message(), e);
    }
    try {
      store.adopt(model, fetched.file());
    } finally {
      delete(folder); // complete but invalid: start over next time
    }
  }

  /** Sizes are known in round numbers only; what is twice as large is something else. */
  private static long most(KnownModel model) {
    return 2L * model.megabytes() * MEGABYTE;
  }

  private static Failure tooLarge(KnownModel model) {
    return new Failure(
        FailureCode.SOURCE_TOO_LARGE,
        String.format(
            Locale.ROOT,
            "the server sends more than %d MB, but %s has about %d MB. Check"
                + " WHISPER_MODELS_URL",
            most(model) / MEGABYTE,
            model.fileName(),
            model.megabytes()));
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }
}
