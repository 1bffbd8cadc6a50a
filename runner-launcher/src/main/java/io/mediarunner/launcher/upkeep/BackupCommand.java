package io.mediarunner.launcher.upkeep;

import io.mediarunner.core.config.RunnerConfig;
import io.mediarunner.core.database.StoreException;
import io.mediarunner.core.store.JournalFile;
import io.mediarunner.core.workspace.Workspace;
import io.mediarunner.launcher.app.Version;
import io.mediarunner.launcher.command.SettingsOption;
import io.mediarunner.launcher.config.ConfigSources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code backup}: copies journal and settings, also while the runner works. */
@Command(
    name = "backup",
    description = {
      "Copy the journal and the settings into a new folder, also while the runner works.",
      "Results are not copied: the Manager has fetched them. The copy holds secrets.",
      "Exit code 0: done; 1: failed, and nothing is left; 2: invalid command line or settings."
    },
    mixinStandardHelpOptions = true)
public final class BackupCommand implements Callable<Integer> {
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

  @Mixin private SettingsOption settings;

  @Parameters(
      index = "0",
      paramLabel = "DIR",
      description = "Where the folder media-runner-<UTC time> is made")
  private Path into = Path.of("");

  @Override
  public Integer call() throws Exception {
    ConfigSources sources = settings.sources();
    RunnerConfig config = settings.read();
    Instant now = Instant.now();
    Path folder = into.toAbsolutePath().resolve("media-runner-" + STAMP.format(now));
    Path half = folder.resolveSibling(folder.getFileName() + ".new");
    try {
      Files.createDirectories(into.toAbsolutePath());
      Files.createDirectory(
          half, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      int tasks = copy(config.storage().storageDir(), sources, new BackupFolder(half), now);
      Files.move(half, folder, StandardCopyOption.ATOMIC_MOVE);
      System.out.printf(
          Locale.ROOT,
          "%s%n%d task(s) in the journal%s%n",
          folder,
          tasks,
          sources.found() ? "; settings of " + sources.file() : "; no settings file");
      return 0;
    } catch (IOException | StoreException e) {
      Workspace.deleteTree(half);
      System.err.println("No backup was made: " + e.getMessage());
      return 1;
    }
  }

  private static int copy(Path storage, ConfigSources sources, BackupFolder backup, Instant now)
      throws IOException {
    Path journal = storage.resolve(BackupFolder.JOURNAL);
    if (!Files.isRegularFile(journal)) {
      throw new IOException(
          storage + " has no journal: the runner has not been started with these settings yet");
    }
    if (!Files.isReadable(journal)) {
      throw new IOException(
          journal + " cannot be read by this user: run the command as the user of the runner");
    }
    int tasks = JournalFile.copy(journal, backup.file(BackupFolder.JOURNAL));
    Path queue = storage.resolve(BackupFolder.QUEUE);
    if (Files.isRegularFile(queue)) {
      JournalFile.copy(queue, backup.file(BackupFolder.QUEUE));
    }
    if (sources.found()) {
      Files.copy(
          sources.file(), backup.file(BackupFolder.SETTINGS), StandardCopyOption.COPY_ATTRIBUTES);
    }
    for (String name : BackupFolder.TOKENS) {
      Path token = storage.resolve(name);
      if (Files.isRegularFile(token)) {
        Files.copy(token, backup.file(name), StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
    backup.seal(now, Version.current(), tasks);
    return tasks;
  }
}
