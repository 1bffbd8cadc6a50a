package io.mediarunner.launcher.bundle;

import io.mediarunner.core.bundle.TaskBundle;
import io.mediarunner.core.config.InvalidConfigException;
import io.mediarunner.core.config.RunnerConfig;
import io.mediarunner.core.store.TaskHistory;
import io.mediarunner.core.task.TaskId;
import io.mediarunner.launcher.app.BundleVersions;
import io.mediarunner.launcher.app.KnownSecrets;
import io.mediarunner.launcher.command.SettingsOption;
import io.mediarunner.launcher.command.StartCommand;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code bundle}: everything about one task in one file. */
@Command(
    name = "bundle",
    description = {
      "Write everything about one task into one file, for a report on a fault.",
      "Without media, secrets and signatures; at most 200 kB. The runner may be running or not.",
      "Exit code 0: written; 1: no such task; 2: invalid command line or settings."
    },
    mixinStandardHelpOptions = true)
public final class BundleCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private SettingsOption settings;

  @Parameters(index = "0", paramLabel = "TASK", description = "The task's id.")
  private String task;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "File to write (default: TASK.bundle.json in the current folder).")
  private @Nullable Path out;

  @Override
  public Integer call() throws Exception {
    RunnerConfig config;
    try {
      config = settings.read();
    } catch (InvalidConfigException e) {
      return end(2, String.valueOf(e.getMessage()));
    }
    if (!TaskId.isValid(task)) {
      return end(2, "TASK: not the id of a task: " + task);
    }
    Path journal = config.storage().storageDir().resolve("runner.db");
    if (!Files.isRegularFile(journal)) {
      return end(1, "There is no journal in STORAGE_DIR: " + journal);
    }
    Optional<String> bundle;
    try (TaskHistory history = TaskHistory.open(journal)) {
      bundle =
          new TaskBundle(
                  config.storage().storageDir(),
                  config.log().directory(),
                  BundleVersions.of(StartCommand::ffmpegs, config),
                  config.given(),
                  KnownSecrets.masker(config),
                  Clock.systemUTC())
              .of(history, new TaskId(task));
    }
    if (bundle.isEmpty()) {
      return end(1, "The journal does not know the task " + task);
    }
    Path file = Optional.ofNullable(out).orElse(Path.of(task + ".bundle.json"));
    Files.writeString(file, bundle.get());
    spec.commandLine()
        .getOut()
        .printf(
            Locale.ROOT,
            "%s: %d bytes. Secrets are masked; read it before you pass it on.%n",
            file,
            Files.size(file));
    return 0;
  }

  private int end(int code, String why) {
    spec.commandLine().getErr().println(why);
    return code;
  }
}
