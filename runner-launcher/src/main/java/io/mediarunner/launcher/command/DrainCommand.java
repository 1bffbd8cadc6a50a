package io.mediarunner.launcher.command;

import io.mediarunner.core.config.InstanceConfig;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code drain}: shuts the running runner down in order. */
@Command(
    name = "drain",
    description = {
      "Shut down the running runner: it takes no new tasks, and running ones may finish within the grace time.",
      "Exit code 0: done; 1: no response or refused; 2: invalid command line or settings."
    },
    mixinStandardHelpOptions = true)
public final class DrainCommand extends ControlCommand {
  private static final long LOOK_AGAIN_MILLIS = 250;

  @Option(
      names = "--grace",
      paramLabel = "SECONDS",
      description = "Time that running tasks get to finish (default: SHUTDOWN_GRACE_SECONDS)")
  private @Nullable Integer grace;

  @Option(names = "--wait", description = "Return only when the runner has exited")
  private boolean wait;

  @Override
  int run(List<InstanceConfig> instances, RunnerClient client)
      throws IOException, InterruptedException {
    if (grace != null && (grace < 0 || grace > 86_400)) {
      return wrong("--grace must be 0 to 86400, was " + grace);
    }
    InstanceConfig any = instances.get(0);
    client.post(any, "/runner/drain" + (grace == null ? "" : "?grace=" + grace));
    out()
        .println(
            "The runner takes no more tasks. It exits when the running ones have finished or the grace time is over.");
    if (wait) {
      while (!client.gone(any)) {
        Thread.sleep(LOOK_AGAIN_MILLIS);
      }
      out().println("The runner has exited.");
    }
    return 0;
  }
}
