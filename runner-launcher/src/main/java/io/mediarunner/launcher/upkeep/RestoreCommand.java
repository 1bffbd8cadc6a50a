package io.mediarunner.launcher.upkeep;

import io.mediarunner.core.config.InvalidConfigException;
import io.mediarunner.core.config.parse.DotEnv;
import io.mediarunner.core.config.parse.RunnerConfigParser;
import io.mediarunner.core.database.StoreException;
import io.mediarunner.core.store.JournalFile;
import io.mediarunner.launcher.app.Home;
import io.mediarunner.launcher.log.Logging;
import io.mediarunner.launcher.os.LockFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code restore}: puts a backup back. */
@Command(
    name = "restore",
    description = {
      "Put journal, queue, tokens and settings of a backup back; what was there is kept.",
      "The runner must be stopped. Unfinished tasks of the backup start again at the next start.",
      "Exit code 0: done; 1: nothing was changed; 2: invalid command line or settings."
    },
    mixinStandardHelpOptions = true)
public final class RestoreCommand implements Callable<Integer> {
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

  @Parameters(index = "0", paramLabel = "BACKUP", description = "Folder that backup has made")
  private Path folder = Path.of("");

  @Option(names = "--env", paramLabel = "FILE", description = "Settings file (default: .env)")
  private Path envFile = Home.envFile();

  @Option(names = "--keep-settings", description = "Put back everything except the settings file")
  private boolean keepSettings;

  @Option(names = "--yes", description = "Do not ask")
  private boolean yes;

  @Override
  public Integer call() throws Exception {
    Logging.quiet();
    try {
      return restore(new BackupFolder(folder.toAbsolutePath()));
    } catch (InvalidConfigException e) {
      System.err.println(e.getMessage());
      return 2;
    } catch (IOException | StoreException e) {
      System.err.println("Nothing was restored: " + e.getMessage());
      return 1;
    }
  }

  private int restore(BackupFolder backup) throws IOException {
    String made = backup.verify();
    Optional<Path> settings = backup.present(BackupFolder.SETTINGS).filter(f -> !keepSettings);
    Path storage = storage(settings.orElse(envFile));
    int tasks = JournalFile.check(backup.file(BackupFolder.JOURNAL));
    Files.createDirectories(storage);
    LockFile lock =
        LockFile.tryAcquire(storage.resolve("runner.lock"))
            .orElseThrow(() -> new IOException("a runner is using " + storage + ": stop it first"));
    try {
      System.out.printf(
          Locale.ROOT,
          "backup of %s: %d task(s)%n  journal  -> %s%n%s%s",
          made,
          tasks,
          storage.resolve(BackupFolder.JOURNAL),
          others(backup, storage),
          settings.isPresent() ? "  settings -> " + envFile.toAbsolutePath() + "\n" : "");
      if (!Confirmation.given(yes, "Restore?")) {
        System.out.println("Nothing was changed.");
        return 1;
      }
      String kept = ".before-restore-" + STAMP.format(Instant.now());
      database(backup, BackupFolder.JOURNAL, storage, kept);
      if (backup.present(BackupFolder.QUEUE).isPresent()) {
        database(backup, BackupFolder.QUEUE, storage, kept);
      }
      for (String name : BackupFolder.TOKENS) {
        Optional<Path> token = backup.present(name);
        if (token.isPresent()) {
          replace(token.get(), storage.resolve(name), kept);
        }
      }
      if (settings.isPresent()) {
        replace(settings.get(), envFile.toAbsolutePath(), kept);
      }
      System.out.println("Restored. What was there before ends in " + kept);
      return 0;
    } finally {
      lock.close();
    }
  }

  /** A line for each other file that it replaces in the storage folder. */
  private static String others(BackupFolder backup, Path storage) {
    StringBuilder lines = new StringBuilder();
    if (backup.present(BackupFolder.QUEUE).isPresent()) {
      lines.append("  queue    -> ").append(storage.resolve(BackupFolder.QUEUE)).append('\n');
    }
    for (String name : BackupFolder.TOKENS) {
      if (backup.present(name).isPresent()) {
        lines.append("  token    -> ").append(storage.resolve(name)).append('\n');
      }
    }
    return lines.toString();
  }

  private static Path storage(Path settings) throws IOException {
    Map<String, String> values =
        Files.exists(settings)
            ? DotEnv.parse(Files.readAllBytes(settings), System.getenv()).values()
            : Map.of();
    return RunnerConfigParser.parse(System.getenv(), values).config().storage().storageDir();
  }

  private static void database(BackupFolder backup, String name, Path storage, String kept)
      throws IOException {
    Path half = storage.resolve(name + ".new");
    Files.copy(backup.file(name), half, StandardCopyOption.REPLACE_EXISTING);
    for (String part : List.of("-wal", "-shm", "")) {
      Path file = storage.resolve(name + part);
      if (Files.exists(file)) {
        Files.move(file, storage.resolve(name + kept + part));
      }
    }
    Files.move(half, storage.resolve(name), StandardCopyOption.ATOMIC_MOVE);
  }

  /** The old file stays until the new one is whole. */
  private static void replace(Path source, Path target, String kept) throws IOException {
    if (Files.exists(target)
        && Arrays.equals(Files.readAllBytes(source), Files.readAllBytes(target))) {
      return;
    }
    Files.createDirectories(target.getParent());
    Path half = target.resolveSibling(target.getFileName() + ".new");
    Files.copy(
        source, half, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
    if (Files.exists(target)) {
      Files.copy(
          target,
          target.resolveSibling(target.getFileName() + kept),
          StandardCopyOption.COPY_ATTRIBUTES);
    }
    Files.move(half, target, StandardCopyOption.ATOMIC_MOVE);
  }
}
