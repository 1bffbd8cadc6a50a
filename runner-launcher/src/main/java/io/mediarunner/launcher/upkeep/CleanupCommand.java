package io.mediarunner.launcher.upkeep;

import io.mediarunner.core.attempt.StorageCleanup;
import io.mediarunner.core.config.InvalidConfigException;
import io.mediarunner.core.config.RunnerConfig;
import io.mediarunner.core.config.StorageConfig;
import io.mediarunner.core.database.StoreException;
import io.mediarunner.core.json.Json;
import io.mediarunner.core.store.TaskStore;
import io.mediarunner.core.workspace.TaskFolders;
import io.mediarunner.launcher.command.RunnerClient;
import io.mediarunner.launcher.command.SettingsOption;
import io.mediarunner.launcher.os.LockFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code cleanup}: removes old tasks now. */
@Command(
    name = "cleanup",
    description = {
      "Remove tasks that ended long ago: show them, ask, remove them.",
      "Running tasks, and those that the Manager has not been told of, are never removed. While the"
          + " runner works, it removes them itself.",
      "Exit code 0: done, or nothing to do; 1: not done; 2: invalid command line or settings."
    },
    mixinStandardHelpOptions = true)
public final class CleanupCommand implements Callable<Integer> {
  private static final double GIB = 1L << 30;

  @Mixin private SettingsOption settings;

  @Option(
      names = "--days",
      paramLabel = "N",
      description = "Age in days, 0 or more (default: MAX_FILE_AGE_DAYS)")
  private @Nullable Integer days;

  @Option(names = "--yes", description = "Do not ask")
  private boolean yes;

  @Option(names = "--dry-run", description = "Only show what would be removed")
  private boolean dryRun;

  @Option(
      names = "--json",
      description = "Print what would be removed as JSON; needs --yes or --dry-run")
  private boolean json;

  @Override
  public Integer call() throws Exception {
    RunnerConfig config;
    try {
      config = settings.readWithToken();
    } catch (InvalidConfigException e) {
      System.err.println(e.getMessage());
      return 2;
    }
    if ((days != null && days < 0) || (json && !yes && !dryRun)) {
      System.err.println("--days: 0 or more; --json needs --yes or --dry-run");
      return 2;
    }
    Optional<Duration> age =
        Optional.ofNullable(days)
            .map(Duration::ofDays)
            .or(() -> Optional.of(config.storage().maxFileAge()).filter(a -> !a.isZero()));
    if (age.isEmpty()) {
      System.out.println("MAX_FILE_AGE_DAYS is 0: nothing is too old. --days N sets an age.");
      return 0;
    }
    try {
      return clean(config, age.get());
    } catch (IOException | StoreException e) {
      System.err.println("Not cleaned up: " + e.getMessage());
      return 1;
    }
  }

  private int clean(RunnerConfig config, Duration age) throws IOException, InterruptedException {
    Path storage = config.storage().storageDir();
    if (!Files.isReadable(storage.resolve(BackupFolder.JOURNAL))) {
      System.out.println(storage + " has no journal that can be read: nothing to remove");
      return 0;
    }
    List<Removable> all =
        Removable.in(storage, folders(config.storage()), Instant.now().minus(age));
    show(all, storage, age);
    if (all.isEmpty() || dryRun) {
      return 0;
    }
    if (!Confirmation.given(yes, "Remove " + all.size() + " task(s)?")) {
      System.out.println("Nothing was removed.");
      return 0;
    }
    Optional<LockFile> lock = LockFile.tryAcquire(storage.resolve("runner.lock"));
    int removed = lock.isPresent() ? sweep(config, age, lock.get()) : askRunner(config, all);
    (json ? System.err : System.out)
        .printf(
            Locale.ROOT,
            "Removed %d of %d task(s); %.1f GiB are free.%n",
            removed,
            all.size(),
            storage.toFile().getUsableSpace() / GIB);
    return removed < all.size() ? 1 : 0;
  }

  private static int sweep(RunnerConfig config, Duration age, LockFile held) throws IOException {
    Path journal = config.storage().storageDir().resolve(BackupFolder.JOURNAL);
    try (TaskStore store = TaskStore.open(journal)) {
      return new StorageCleanup(store, folders(config.storage()), age).sweep(Instant.now());
    } finally {
      held.close();
    }
  }

  /** Folders that the journal does not know are left to its own cleanup. */
  private static int askRunner(RunnerConfig config, List<Removable> all)
      throws IOException, InterruptedException {
    RunnerClient client = new RunnerClient(config);
    int removed = 0;
    for (Removable task : all) {
      if (task.known()) {
        client.delete(config.instances().get(0), "/task/delete/" + task.id().value());
        removed++;
      } else {
        System.err.println(
            task.id().value() + ": unknown to the journal; the runner's own cleanup removes it");
      }
    }
    return removed;
  }

  private static TaskFolders folders(StorageConfig storage) {
    return new TaskFolders(
        storage.storageDir(), storage.statusFile(), storage.otherFolders().values());
  }

  private void show(List<Removable> all, Path storage, Duration age) throws IOException {
    if (json) {
      List<Map<String, Object>> lines = new ArrayList<>();
      for (Removable task : all) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("task_id", task.id().value());
        line.put("ended_at", task.ended().toString());
        line.put("bytes", task.bytes());
        line.put("in_journal", task.known());
        lines.add(line);
      }
      System.out.print(Json.pretty(Map.of("tasks", lines)));
      return;
    }
    for (Removable task : all) {
      System.out.printf(
          Locale.ROOT,
          "%-36s %s %8.1f MiB%s%n",
          task.id().value(),
          task.ended().toString().substring(0, 10),
          task.bytes() / (double) (1 << 20),
          task.known() ? "" : "  not in the journal");
    }
    System.out.printf(
        Locale.ROOT,
        "%d task(s) in %s ended more than %d day(s) ago: %.1f GiB%n",
        all.size(),
        storage,
        age.toDays(),
        all.stream().mapToLong(Removable::bytes).sum() / GIB);
  }
}
