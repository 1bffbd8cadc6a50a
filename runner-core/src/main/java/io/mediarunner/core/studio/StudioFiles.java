package io.mediarunner.core.studio;

import io.mediarunner.core.encoding.run.EncodeContext;
import io.mediarunner.core.error.Failure;
import io.mediarunner.core.error.TaskFailedException;
import io.mediarunner.core.studio.Composition.Role;
import io.mediarunner.core.task.Progress;
import io.mediarunner.core.task.Stage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Downloads the files of a Mediapackage in parallel, under our own names. */
final class StudioFiles {
  private static final long LARGEST_CUTTING_LIST = 2L << 20;
  private static final double FETCHED_FROM = 0.05;
  private static final double FETCHED_TO = 0.15;

  private final EncodeContext job;
  private final long maxBytes;
  private final Map<Role, Double> received = new ConcurrentHashMap<>();

  /**
   * @param maxBytes largest recording; 0 = no limit
   */
  StudioFiles(EncodeContext job, long maxBytes) {
    this.job = job;
    this.maxBytes = maxBytes;
  }

  /** A downloaded recording. */
  record Source(Role role, Path file) {}

  /** A download that may have failed. */
  interface Outcome {
    /**
     * @throws TaskFailedException if it failed
     */
    Path get() throws TaskFailedException;
  }

  /**
   * The downloaded files.
   *
   * @param recordings the presentation first
   * @param cutting empty = the Mediapackage has none
   */
  record Fetched(List<Source> recordings, Optional<Outcome> cutting) {}

  /**
   * Blocks until all files are downloaded.
   *
   * @throws TaskFailedException for a recording that is unavailable; the message names it
   */
  Fetched fetch(Mediapackage mediapackage) throws TaskFailedException {
    Map<Role, Pending> pending = new EnumMap<>(Role.class);
    if (mediapackage.presentation().isPresent()) {
      pending.put(
          Role.PRESENTATION, recording(Role.PRESENTATION, mediapackage.presentation().get()));
    }
    if (mediapackage.presenter().isPresent()) {
      pending.put(Role.PRESENTER, recording(Role.PRESENTER, mediapackage.presenter().get()));
    }
    Optional<Pending> cutting = Optional.empty();
    if (mediapackage.cutting().isPresent()) {
      cutting = Optional.of(cutting(mediapackage.cutting().get()));
    }
    // Nothing is downloaded before every URL has been checked.
    pending.values().forEach(Pending::start);
    cutting.ifPresent(Pending::start);
    List<Source> recordings = new ArrayList<>();
    for (Map.Entry<Role, Pending> entry : pending.entrySet()) {
      try {
        recordings.add(new Source(entry.getKey(), entry.getValue().get()));
      } catch (TaskFailedException e) {
        throw StudioPlanner.about(entry.getKey().wireName(), e);
      }
    }
    return new Fetched(recordings, cutting.map(list -> list));
  }

  private Pending recording(Role role, String address) throws TaskFailedException {
    String url = MediaAddress.resolve(role.wireName() + " track", address, base());
    received.put(role, 0.0);
    return new Pending(
        () ->
            job.task()
                .assets()
                .fetch(
                    role.wireName(),
                    url,
                    maxBytes,
                    (bytes, total) ->
                        total.ifPresent(all -> progress(role, (double) bytes / Math.max(1, all)))));
  }

  /** An invalid URL makes the cutting list unavailable; it is not a failure. */
  private Pending cutting(String address) {
    return new Pending(
        () ->
            job.task()
                .assets()
                .fetch(
                    "cutting",
                    MediaAddress.resolve("cutting list", address, base()),
                    LARGEST_CUTTING_LIST));
  }

  private String base() {
    return job.task().sourceAddress();
  }

  private void progress(Role role, double share) {
    received.put(role, Math.min(1, share));
    double all = received.values().stream().mapToDouble(part -> part).average().orElse(0);
    job.task()
        .progress()
        .accept(Progress.of(Stage.FETCH, FETCHED_FROM + (FETCHED_TO - FETCHED_FROM) * all));
  }

  private static final class Pending implements Outcome {
    private final FutureTask<Path> task;

    private Pending(Callable<Path> work) {
      this.task = new FutureTask<>(work);
    }

    private void start() {
      new Thread(task, "studio-fetch").start();
    }

    @Override
    public Path get() throws TaskFailedException {
      try {
        return task.get();
      } catch (ExecutionException e) {
        if (e.getCause() instanceof TaskFailedException failed) {
          throw new TaskFailedException(failed.failure(), failed);
        }
        throw new TaskFailedException(Failure.of(Objects.requireNonNullElse(e.getCause(), e)), e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new TaskFailedException(Failure.CANCELLED, e);
      }
    }
  }
}
