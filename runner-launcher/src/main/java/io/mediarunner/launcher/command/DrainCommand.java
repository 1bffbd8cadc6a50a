package io.mediarunner.launcher.command;

import io.mediarunner.core.config.InstanceConfig;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code drain}: ends the running runner in order. */
@Command(
    name = "drain",
    description = {
      "End the running runner in order: no new tasks; running ones may end within the grace time.",
      "Exit code 0: done; 1: no runner answers; 2: wrong command line or settings."
    },
    mixinStandardHelpOptions = true)
public final class DrainCommand extends ControlCommand {
  private static final long LOOK_AGAIN_MILLIS = 250;

  @Option(
      names = "--grace",
      paramLabel = "SECONDS",
      description = "How long running tasks may go on (default: SHUTDOWN_GRACE_SECONDS)")
  private @Nullable Integer grace;

  @Option(names = "--wait", description = "Come back only when the runner has ended")
  private boolean wait;

  @Override
  int run(List<InstanceConfig> instances, RunnerClient client)
      throws IOException, InterruptedException {
    if (grace != null && (grace < 0 || grace > 86_400)) {
      return wrong("--grace: 0 to 86400, was " + grace);
    }
    InstanceConfig any = instances.get(0);
    client.post(any, "/runner/drain" + (grace == null ? "" : "?grace=" + grace));
    out().println("The runner takes no more tasks and ends when the running ones have.");
    if (wait) {
      while (!client.gone(any)) {
        Thread.sleep(LOOK_AGAIN_MILLIS);
      }
      out().println("It has ended.");
    }
    return 0;
  }
}
