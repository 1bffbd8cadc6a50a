package io.mediarunner.launcher.app;

import io.mediarunner.core.attempt.InterruptedTasks;
import io.mediarunner.core.attempt.JournalRebuild;
import io.mediarunner.core.attempt.LegacyTaskImport;
import io.mediarunner.core.config.RunnerConfig;
import io.mediarunner.core.config.StorageConfig;
import io.mediarunner.core.database.JournalDamagedException;
import io.mediarunner.core.database.WriteWatch;
import io.mediarunner.core.queue.TaskQueue;
import io.mediarunner.core.store.TaskHistory;
import io.mediarunner.core.store.TaskStore;
import io.mediarunner.core.store.Undelivered;
import io.mediarunner.core.workspace.HeldStorage;
import io.mediarunner.core.workspace.TaskFolders;
import io.mediarunner.launcher.os.FileModes;
import io.mediarunner.launcher.os.LockFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The storage folder of a runner, held by this process alone: its lock, its journal, its history.
 *
 * @param problem why the storage cannot be used now, in one sentence; empty if it can
 * @param full set if the disk has no room, and then {@link #settle} is for a later start
 * @param store the journal
 * @param history for people; reads the same database
 * @param dashboardToken the token that is kept there; empty where the settings have one or no
 *     dashboard is wanted
 * @param queue of the Manager in this process; empty where there is none
 * @param applicationToken the token that is kept there; empty where the settings have one or there
 *     is no such Manager
 */
record RunnerStorage(
    LockFile lock,
    Supplier<Optional<String>> problem,
    Optional<FullDisk> full,
    TaskStore store,
    TaskHistory history,
    Optional<KeptToken> dashboardToken,
    Optional<TaskQueue> queue,
    Optional<KeptToken> applicationToken,
    Clock clock)
    implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(RunnerStorage.class);
  private static final String DATABASE = "runner.db";
  private static final String QUEUE = "queue.db";
  private static final DateTimeFormatter DAMAGED =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

  /**
   * Opens it; blocks the caller.
   *
   * @throws IOException if the folder cannot be used or another runner holds it
   */
  static RunnerStorage open(RunnerConfig config, Clock clock) throws IOException {
    Path folder = config.storage().storageDir();
    LockFile lock = StorageLock.acquire(folder);
    DiskReserve reserve = new DiskReserve(folder);
    Optional<FullDisk> full = Optional.empty();
    try {
      if (!reserve.giveUpIfFull()) {
        full = Optional.of(FullDisk.at(folder, List.of(DATABASE, QUEUE)));
      }
      RunnerStorage open = open(config, clock, lock, full);
      reserve.takeUp();
      return open;
    } catch (IOException | RuntimeException e) {
      if (full.isPresent()) {
        full.get().close();
      }
      lock.close();
      throw e;
    }
  }

  private static RunnerStorage open(
      RunnerConfig config, Clock clock, LockFile lock, Optional<FullDisk> full) throws IOException {
    Path folder = config.storage().storageDir();
    FileModes.narrow(databaseFiles(folder), config.storage().umask());
    HeldStorage held = new HeldStorage(StorageLock.file(folder));
    Supplier<Optional<String>> problem = () -> full.flatMap(FullDisk::problem).or(held::problem);
    Path database = place(full, folder, DATABASE);
    TaskStore store = journal(database, problem);
    try {
      TaskHistory history = TaskHistory.open(database, store::setAside);
      held.hold(database);
      held.hold(database.resolveSibling(DATABASE + "-wal"));
      FileModes.narrow(databaseFiles(folder), config.storage().umask());
      return new RunnerStorage(
          lock,
          problem,
          full,
          store,
          history,
          dashboardToken(config, full.isEmpty()),
          queue(config, place(full, folder, QUEUE), problem),
          applicationToken(config, full.isEmpty()),
          clock);
    } catch (IOException | RuntimeException e) {
      store.close();
      throw e;
    }
  }

  private static Path place(Optional<FullDisk> full, Path folder, String database) {
    return full.map(disk -> disk.copyOf(database)).orElseGet(() -> folder.resolve(database));
  }

  /** SQLite gives its further files the permissions of the first. */
  private static Stream<Path> databaseFiles(Path folder) {
    return Stream.of("", "-wal", "-shm").map(end -> folder.resolve(DATABASE + end));
  }

  /** A damaged one is kept under another name, and a new one takes its place. */
  private static TaskStore journal(Path database, Supplier<Optional<String>> problem)
      throws IOException {
    WriteWatch crash = CrashPoint.of(Optional.ofNullable(System.getProperty(CrashPoint.PROPERTY)));
    try {
      return TaskStore.open(database, crash, problem);
    } catch (JournalDamagedException e) {
      Path kept = keepDamaged(database);
      log.error(
          "{}; it is kept as {}, and a new journal is made from what the storage holds",
          e.getMessage(),
          kept);
      return TaskStore.open(database, crash, problem);
    }
  }

  private static Path keepDamaged(Path database) throws IOException {
    String name = String.valueOf(database.getFileName());
    String suffix = ".damaged-" + DAMAGED.format(Instant.now());
    for (String part : List.of("-wal", "-shm", "")) {
      Path file = database.resolveSibling(name + part);
      if (Files.exists(file)) {
        Files.move(file, database.resolveSibling(name + suffix + part));
      }
    }
    return database.resolveSibling(name + suffix);
  }

  private static Optional<TaskQueue> queue(
      RunnerConfig config, Path file, Supplier<Optional<String>> problem) throws IOException {
    if (!config.standalone().enabled()) {
      return Optional.empty();
    }
    int most = config.standalone().waitingTasks();
    try {
      return Optional.of(TaskQueue.open(file, problem, most));
    } catch (JournalDamagedException e) {
      log.error(
          "{}; it is kept as {}, and the queue starts empty", e.getMessage(), keepDamaged(file));
      return Optional.of(TaskQueue.open(file, problem, most));
    }
  }

  private static Optional<KeptToken> applicationToken(RunnerConfig config, boolean room)
      throws IOException {
    return config.standalone().enabled() && config.standalone().applications().isEmpty()
        ? Optional.of(KeptToken.in(config.storage().storageDir(), KeptToken.APPLICATION, room))
        : Optional.empty();
  }

  private static Optional<KeptToken> dashboardToken(RunnerConfig config, boolean room)
      throws IOException {
    return config.dashboard().enabled() && config.dashboard().token().isEmpty()
        ? Optional.of(KeptToken.in(config.storage().storageDir(), KeptToken.DASHBOARD, room))
        : Optional.empty();
  }

  /** Who sent a task is in the queue alone: what it has lost cannot be given back. */
  private void sayWhatTheQueueLacks(Path folder) {
    if (queue.isEmpty()) {
      return;
    }
    long lacking =
        Stream.concat(
                store.unfinished().stream().map(task -> task.request().taskId()),
                store.outbox().undelivered().stream().map(Undelivered::taskId))
            .distinct()
            .filter(id -> queue.get().find(id).isEmpty())
            .count();
    if (lacking > 0) {
      log.error(
          "{} does not know {} task(s) that this runner has: another Manager has sent them, or the"
              + " file was deleted or replaced. In that case, whoever sent them is not told how they"
              + " end, and what waited is lost: stop the runner and restore a backup",
          folder.resolve(QUEUE),
          lacking);
    }
  }

  /**
   * Settles what an earlier runner left behind, before any port opens; nothing on a full disk.
   * Blocks the caller.
   *
   * @param instances how many are configured
   */
  void settle(StorageConfig storage, int instances) throws IOException {
    if (full.isPresent()) {
      return;
    }
    JournalRebuild.Summary rebuilt =
        new JournalRebuild(
                store, new TaskFolders(storage.storageDir(), storage.statusFile()), clock)
            .run();
    if (rebuilt.total() > 0) {
      log.error(
          "the journal {} had lost tasks that the storage holds (see 'The journal is damaged' in"
              + " docs/operations.md): {} continue, {} completions are told now, {} others have"
              + " ended before",
          storage.storageDir().resolve(DATABASE),
          rebuilt.running(),
          rebuilt.untold(),
          rebuilt.ended());
    }
    sayWhatTheQueueLacks(storage.storageDir());
    store.outbox().resume(instances);
    new LegacyTaskImport(store, storage.storageDir(), storage.statusFile(), clock)
        .takeOver(instances);
    InterruptedTasks.Summary interrupted =
        new InterruptedTasks(store, storage.storageDir(), clock).settle(instances);
    if (interrupted.ended() + interrupted.again() + interrupted.orphans() > 0) {
      log.warn(
          "the last shutdown interrupted tasks: {} failed, {} resume ({} of them still running);"
              + " terminated {} orphaned processes",
          interrupted.ended(),
          interrupted.again(),
          interrupted.adoptable(),
          interrupted.orphans());
    }
  }

  /** Closes the database, then lets another runner in. */
  @Override
  public void close() throws IOException {
    queue.ifPresent(TaskQueue::close);
    history.close();
    store.close();
    if (full.isPresent()) {
      full.get().close();
    }
    lock.close();
  }
}
