package io.mediarunner.launcher.install;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code service}: the runner under systemd. */
@Command(
    name = "service",
    description = {"Run Media Runner as a service of systemd.", "Exit codes: docs/installation.md"},
    subcommands = {
      ServiceInstallCommand.class,
      ServiceUninstallCommand.class,
      ServiceStatusCommand.class
    },
    mixinStandardHelpOptions = true)
public final class ServiceCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "service: install, uninstall or status?");
  }
}
