package io.mediarunner.launcher.command;

import io.mediarunner.core.config.InstanceConfig;
import io.mediarunner.core.config.InvalidConfigException;
import io.mediarunner.core.config.RunnerConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * A command that talks to a running runner. Exit codes: 0 done; 1 no response or refused; 2 invalid
 * command line or settings.
 */
abstract class ControlCommand implements Callable<Integer> {
  @Mixin private SettingsOption settings;
  @Spec private CommandSpec spec;

  @Override
  public final Integer call() throws Exception {
    RunnerConfig config;
    try {
      config = settings.readWithToken();
    } catch (InvalidConfigException e) {
      return wrong(Objects.requireNonNull(e.getMessage()));
    }
    try {
      return run(config.instances(), new RunnerClient(config));
    } catch (RunnerClient.NoAnswerException e) {
      spec.commandLine().getErr().println(e.getMessage());
      return 1;
    }
  }

  /**
   * @return exit code
   */
  abstract int run(List<InstanceConfig> instances, RunnerClient client)
      throws IOException, InterruptedException;

  final int wrong(String why) {
    spec.commandLine().getErr().println(why);
    return 2;
  }

  final PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
