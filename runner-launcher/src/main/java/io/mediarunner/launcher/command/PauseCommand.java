package io.mediarunner.launcher.command;

import picocli.CommandLine.Command;

/** {@code pause}: an instance stops taking tasks. */
@Command(
    name = "pause",
    description = {
      "Stop taking tasks; running ones continue. Lasts until resume or the next start.",
      "Exit code 0: done; 1: no response or refused; 2: invalid command line or settings."
    },
    mixinStandardHelpOptions = true)
public final class PauseCommand extends InstancesCommand {
  @Override
  String path() {
    return "/runner/pause";
  }
}
