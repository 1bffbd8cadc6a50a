package io.mediarunner.launcher;

import io.mediarunner.launcher.app.Home;
import io.mediarunner.launcher.app.Version;
import io.mediarunner.launcher.command.CheckConfigCommand;
import io.mediarunner.launcher.command.CheckFfmpegCommand;
import io.mediarunner.launcher.command.CheckGpuCommand;
import io.mediarunner.launcher.command.CheckTranscriptionCommand;
import io.mediarunner.launcher.command.DeliveriesCommand;
import io.mediarunner.launcher.command.DemoCommand;
import io.mediarunner.launcher.command.DrainCommand;
import io.mediarunner.launcher.command.ModelsCommand;
import io.mediarunner.launcher.command.PauseCommand;
import io.mediarunner.launcher.command.ProcessCommand;
import io.mediarunner.launcher.command.ResumeCommand;
import io.mediarunner.launcher.command.StandaloneCommand;
import io.mediarunner.launcher.command.StartCommand;
import io.mediarunner.launcher.command.TasksCommand;
import io.mediarunner.launcher.command.TrainCommand;
import io.mediarunner.launcher.command.WatchCommand;
import io.mediarunner.launcher.install.RollbackCommand;
import io.mediarunner.launcher.install.ServiceCommand;
import io.mediarunner.launcher.install.UninstallCommand;
import io.mediarunner.launcher.install.UpgradeCommand;
import io.mediarunner.launcher.terminal.Explanation;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Entry point. Exit codes: 0 done, 1 failed, 2 invalid configuration or command line. */
@Command(
    name = "media-runner",
    description =
        "Runs encoding, studio and transcription tasks for the Manager of a video platform.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    subcommands = {
      StartCommand.class,
      StandaloneCommand.class,
      CheckConfigCommand.class,
      CheckFfmpegCommand.class,
      CheckGpuCommand.class,
      CheckTranscriptionCommand.class,
      ModelsCommand.class,
      PauseCommand.class,
      ResumeCommand.class,
      DrainCommand.class,
      DeliveriesCommand.class,
      DemoCommand.class,
      ProcessCommand.class,
      TasksCommand.class,
      WatchCommand.class,
      ServiceCommand.class,
      UpgradeCommand.class,
      RollbackCommand.class,
      UninstallCommand.class,
      TrainCommand.class
    },
    footer = {"", "Without a command, ${COMMAND-NAME} runs start. Settings: docs/configuration.md"})
public final class Main implements Runnable {
  private Main() {}

  public static void main(String[] args) {
    boolean plainStart = args.length == 0 || (args.length == 1 && args[0].equals("start"));
    // The command line parser takes a tenth of a second, which a plain start can save.
    System.exit(plainStart ? new StartCommand().call() : commandLine().execute(args));
  }

  static CommandLine commandLine() {
    return new CommandLine(new Main())
        .setCommandName(Home.command())
        .setExecutionExceptionHandler(
            (cause, command, parsed) -> {
              command.getErr().println(Explanation.of(cause));
              return CommandLine.ExitCode.SOFTWARE;
            });
  }

  /** Without a command or option: start. */
  @Override
  public void run() {
    System.exit(new StartCommand().call());
  }
}
