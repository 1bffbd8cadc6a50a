package io.mediarunner.launcher.bundle;

import io.mediarunner.core.bundle.RecordedTask;
import io.mediarunner.core.bundle.ReplayOutcome;
import io.mediarunner.core.config.InvalidConfigException;
import io.mediarunner.core.config.RunnerConfig;
import io.mediarunner.core.config.parse.ConfigKey;
import io.mediarunner.core.config.parse.ValueForm;
import io.mediarunner.core.workspace.TemporaryFiles;
import io.mediarunner.core.workspace.Workspace;
import io.mediarunner.launcher.app.LocalTasks;
import io.mediarunner.launcher.command.SettingsOption;
import io.mediarunner.launcher.command.StartCommand;
import io.mediarunner.launcher.os.TemporaryFolder;
import io.mediarunner.launcher.process.Replay;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code replay}: a recorded task once more, here and now. */
@Command(
    name = "replay",
    description = {
      "Repeat the task of a bundle on a file, and compare how it ends and what it makes.",
      "Uses the bundle's settings of encoding and transcription, and otherwise your own.",
      "Exit code 0: the same; 1: something differs; 2: invalid command line or settings."
    },
    mixinStandardHelpOptions = true)
public final class ReplayCommand implements Callable<Integer> {
  /** Where a machine has its hardware and models is its own affair. */
  private static final Set<ValueForm.Type> OF_THE_MACHINE =
      Set.of(ValueForm.Type.PATH, ValueForm.Type.URL, ValueForm.Type.SECRET);

  @Spec private CommandSpec spec;
  @Mixin private SettingsOption settings;

  @Parameters(index = "0", paramLabel = "BUNDLE", description = "A file that 'bundle' wrote.")
  private Path bundle;

  @Option(
      names = "--source",
      paramLabel = "FILE",
      required = true,
      description = "The source of the task, which a bundle does not hold.")
  private Path source = Path.of("");

  @Override
  public Integer call() throws Exception {
    RecordedTask recorded;
    try {
      recorded = RecordedTask.read(bundle);
    } catch (IOException e) {
      return wrong("BUNDLE: " + e.getMessage());
    }
    if (!Files.isRegularFile(source)) {
      return wrong("--source: no such file: " + source);
    }
    TemporaryFolder.use();
    Path folder = TemporaryFiles.folder("replay-");
    try {
      RunnerConfig config =
          settings.readFor(recorded.type(), folder.resolve("work"), settingsOf(recorded));
      return run(recorded, config, folder);
    } catch (InvalidConfigException e) {
      return wrong(String.valueOf(e.getMessage()));
    } finally {
      Workspace.deleteTree(folder);
    }
  }

  private int run(RecordedTask recorded, RunnerConfig config, Path folder) throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    recorded
        .masked()
        .forEach(
            name -> out.printf(Locale.ROOT, "The bundle hides part of the parameter %s.%n", name));
    ReplayOutcome now;
    try (LocalTasks tasks =
        LocalTasks.open(
            config, starter -> StartCommand.ffmpegs(config, starter), folder.resolve("work"))) {
      now = new Replay(recorded, folder).run(tasks, source, progress -> {});
    }
    ReplayOutcome.Comparison comparison = recorded.outcome().compare(now);
    comparison.differences().forEach(out::println);
    String end = now.code().map(code -> "failed with " + code).orElse("completed");
    out.println(
        switch (comparison.likeness()) {
          case IDENTICAL -> "The same: " + end + sameFiles(now);
          case ALIKE -> "The same but for bytes that ffmpeg or the machine decides: " + end;
          case DIFFERENT -> "Different: now " + end;
        });
    return comparison.likeness() == ReplayOutcome.Likeness.DIFFERENT ? 1 : 0;
  }

  private static String sameFiles(ReplayOutcome now) {
    return now.code().isPresent()
        ? ""
        : String.format(Locale.ROOT, ", %d files, each with the same hash", now.hashes().size());
  }

  /** Those that decide what a task makes. */
  private static Map<String, String> settingsOf(RecordedTask recorded) {
    Map<String, String> kept = new HashMap<>();
    for (ConfigKey key : ConfigKey.values()) {
      String value = recorded.settings().get(key.name());
      boolean decides =
          key.section() == ConfigKey.Section.ENCODING
              || key.section() == ConfigKey.Section.TRANSCRIPTION;
      boolean machine =
          OF_THE_MACHINE.contains(key.form().type())
              || key.name().startsWith("GPU_")
              || key == ConfigKey.ENCODING_TYPE;
      if (value != null && decides && !machine) {
        kept.put(key.name(), value);
      }
    }
    return kept;
  }

  private int wrong(String message) {
    spec.commandLine().getErr().println(message);
    return 2;
  }
}
