package io.mediarunner.launcher.process;

import io.mediarunner.core.error.Failure;
import io.mediarunner.core.error.FailureCode;
import io.mediarunner.core.store.TaskOutcome;
import io.mediarunner.core.task.TaskRequest;
import io.mediarunner.core.task.TaskType;
import io.mediarunner.launcher.app.LocalTasks;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The sources of one command line, each with its request and the folder for its results. */
public final class ProcessJob {
  private static final Logger log = LoggerFactory.getLogger(ProcessJob.class);

  /** Most sources at the same time. */
  public static final int MOST_AT_ONCE = 64;

  /** Folder of the work in progress, in that of the results. */
  public static final String WORK = ".media-runner";

  private record Item(Sources.Source source, TaskRequest request, ResultFolder results) {}

  private final List<Item> items;
  private final boolean again;

  private ProcessJob(List<Item> items, boolean again) {
    this.items = items;
    this.again = again;
  }

  /**
   * @param results where the folders of results go
   * @param again also what is already done
   * @throws IllegalArgumentException if a source does not exist, a parameter is unknown, or a
   *     folder of results exists and is not ours; nothing has been touched then
   */
  public static ProcessJob of(
      TaskType type, List<String> sources, List<String> parameters, Path results, boolean again) {
    Map<String, Object> given = LocalTask.parameters(parameters);
    for (String name : given.keySet()) {
      if (!type.parameterNames().contains(name)) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "--param: %s tasks have no parameter %s; known: %s",
                type.wireName(),
                name,
                String.join(", ", type.parameterNames().stream().sorted().toList())));
      }
    }
    List<Item> items = new ArrayList<>();
    for (Sources.Source source : found(sources)) {
      ResultFolder folder =
          new ResultFolder(results.resolve(source.label() + "-" + type.wireName()));
      if (folder.foreign()) {
        throw new IllegalArgumentException(
            folder.folder()
                + " exists and holds no results of this command; move it away or use --out");
      }
      items.add(new Item(source, LocalTask.request(type, source, given), folder));
    }
    if (items.isEmpty()) {
      throw new IllegalArgumentException("SOURCE: the folder holds no files");
    }
    return new ProcessJob(items, again);
  }

  private static List<Sources.Source> found(List<String> sources) {
    try {
      return Sources.of(sources);
    } catch (IOException e) {
      throw new IllegalArgumentException("SOURCE: " + e.getMessage(), e);
    }
  }

  /**
   * Processes all sources; blocks the caller.
   *
   * @param jobs at the same time
   * @return whether all succeeded
   */
  public boolean run(LocalTasks tasks, int jobs, ProcessListener listener)
      throws InterruptedException, ExecutionException {
    ExecutorService threads = Executors.newFixedThreadPool(jobs);
    try {
      List<Future<Boolean>> ends = new ArrayList<>();
      for (Item item : items) {
        ends.add(threads.submit(() -> process(item, tasks, listener)));
      }
      boolean all = true;
      for (Future<Boolean> end : ends) {
        all &= end.get();
      }
      return all;
    } finally {
      threads.shutdown();
    }
  }

  private boolean process(Item item, LocalTasks tasks, ProcessListener listener) {
    String name = item.source().text();
    try {
      boolean done = item.results().holds().equals(Optional.of(item.request().taskId()));
      if (done && !again) {
        listener.succeeded(name, item.results().folder(), item.results().files(), Optional.empty());
        return true;
      }
      long begin = System.nanoTime();
      TaskOutcome outcome =
          tasks.run(
              item.request(),
              item.source().local(),
              progress -> listener.progressed(name, progress));
      if (outcome.failure().isEmpty()) {
        item.results().take(tasks.output(item.request()), tasks.manifest(item.request()));
        tasks.forget(item.request());
        Duration took = Duration.ofNanos(System.nanoTime() - begin);
        listener.succeeded(
            name, item.results().folder(), item.results().files(), Optional.of(took));
        return true;
      }
      if (outcome.failure().get().code() != FailureCode.INTERRUPTED) {
        tasks.forget(item.request());
        listener.failed(name, outcome.failure().get());
      }
    } catch (IOException | RuntimeException e) {
      log.debug("failed: {}", name, e);
      listener.failed(name, new Failure(Failure.of(e).code(), String.valueOf(e.getMessage())));
    }
    return false;
  }

  /** Removes what is left of the work unless something can be continued. */
  public static void tidy(Path work) throws IOException {
    Files.deleteIfExists(work.resolve("lock"));
    try {
      Files.deleteIfExists(work);
    } catch (DirectoryNotEmptyException e) {
      log.debug("kept: {}", work);
    }
  }
}
