package io.mediarunner.launcher.command;

import io.mediarunner.core.config.InvalidConfigException;
import io.mediarunner.core.config.RunnerConfig;
import io.mediarunner.core.task.TaskType;
import io.mediarunner.launcher.app.LocalTasks;
import io.mediarunner.launcher.os.TemporaryFolder;
import io.mediarunner.launcher.process.ProcessJob;
import io.mediarunner.launcher.terminal.ProgressBar;
import io.mediarunner.launcher.terminal.Terminal;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code process}: one task for each source, here and now. */
@Command(
    name = "process",
    description = {
      "Encode, compose or transcribe your own files: no Manager, no port.",
      "Each source gets a folder of results. Interrupted with Ctrl-C, the same command goes on"
          + " where it stopped.",
      "Exit code 0: all succeeded; 1: one failed; 2: invalid command line or settings."
    },
    mixinStandardHelpOptions = true)
public final class ProcessCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private SettingsOption settings;

  @Parameters(index = "0", paramLabel = "TYPE", description = "encoding, studio or transcription.")
  private String type;

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "SOURCE",
      description = "A file, a folder of files, or an http(s) address. studio takes Mediapackages.")
  private List<String> sources;

  @Option(
      names = "--param",
      paramLabel = "NAME=VALUE",
      description = "A task parameter, such as cut or rendition. Repeatable.")
  private List<String> parameters = List.of();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Where the folders of results go (default: the current folder).")
  private Path out = Path.of("");

  @Option(
      names = "--jobs",
      paramLabel = "N",
      description = "Sources processed at the same time, 1 to 64 (default: 1).")
  private int jobs = 1;

  @Option(names = "--force", description = "Process again what is already done.")
  private boolean force;

  @Option(
      names = "--json",
      description = "Print one line of JSON for each source; progress goes to stderr.")
  private boolean json;

  @Override
  public Integer call() throws Exception {
    TaskType known = TaskType.of(type).orElse(null);
    if (known == null) {
      return wrong("TYPE: encoding, studio or transcription, was " + type);
    }
    if (jobs < 1 || jobs > ProcessJob.MOST_AT_ONCE) {
      return wrong("--jobs: 1 to " + ProcessJob.MOST_AT_ONCE + ", was " + jobs);
    }
    TemporaryFolder.use();
    Path results = out.toAbsolutePath().normalize();
    Path work = results.resolve(ProcessJob.WORK);
    ProcessJob job;
    try {
      job = ProcessJob.of(known, sources, parameters, results, force);
    } catch (IllegalArgumentException e) {
      return wrong(String.valueOf(e.getMessage()));
    }
    RunnerConfig config;
    try {
      config = settings.readFor(known, work);
    } catch (InvalidConfigException e) {
      return wrong(String.valueOf(e.getMessage()));
    }
    PrintWriter human = json ? spec.commandLine().getErr() : spec.commandLine().getOut();
    ProcessReport report =
        new ProcessReport(
            spec.commandLine().getOut(),
            json,
            new ProgressBar(human, jobs == 1 && Terminal.isAttached()));
    return run(job, config, work, report);
  }

  private int run(ProcessJob job, RunnerConfig config, Path work, ProcessReport report)
      throws Exception {
    LocalTasks tasks;
    try {
      tasks = LocalTasks.open(config, starter -> StartCommand.ffmpegs(config, starter), work);
    } catch (Exception e) {
      ProcessJob.tidy(work);
      throw e;
    }
    Thread ending = new Thread(() -> interrupt(tasks, report), "interrupted");
    Runtime.getRuntime().addShutdownHook(ending);
    boolean all = job.run(tasks, jobs, report);
    Runtime.getRuntime().removeShutdownHook(ending);
    tasks.close();
    ProcessJob.tidy(work);
    return all ? 0 : 1;
  }

  private static void interrupt(LocalTasks tasks, ProcessReport report) {
    try {
      tasks.interrupt();
      report.interrupted();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private int wrong(String message) {
    spec.commandLine().getErr().println(message);
    return 2;
  }
}
