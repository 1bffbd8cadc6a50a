package io.mediarunner.launcher.command;

import picocli.CommandLine.Command;

/** {@code resume}: an instance takes tasks again. */
@Command(
    name = "resume",
    description = {
      "Take tasks again after a pause.",
      "Exit code 0: done; 1: no response or refused; 2: invalid command line or settings."
    },
    mixinStandardHelpOptions = true)
public final class ResumeCommand extends InstancesCommand {
  @Override
  String path() {
    return "/runner/resume";
  }
}
