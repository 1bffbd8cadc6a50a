package io.mediarunner.launcher.command;

import picocli.CommandLine.Command;

/** {@code pause}: an instance takes no further task. */
@Command(
    name = "pause",
    description = {
      "Take no further tasks; running ones go on. Ends with resume or the process.",
      "Exit code 0: done; 1: no runner answers; 2: wrong command line or settings."
    },
    mixinStandardHelpOptions = true)
public final class PauseCommand extends InstancesCommand {
  @Override
  String path() {
    return "/runner/pause";
  }
}
