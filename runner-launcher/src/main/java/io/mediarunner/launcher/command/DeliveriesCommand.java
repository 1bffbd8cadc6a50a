package io.mediarunner.launcher.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.mediarunner.core.config.InstanceConfig;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code deliveries}: completions that the Manager has not accepted yet. */
@Command(
    name = "deliveries",
    description = {
      "List the completions that the Manager has not accepted: waiting, or parked (no longer retried).",
      "Exit code 0: done; 1: no response or refused; 2: invalid command line or settings."
    },
    mixinStandardHelpOptions = true)
public final class DeliveriesCommand extends ControlCommand {
  private static final String LINE = "%-36s %7s %8s %-8s %5s  %-25s %s%n";

  @Option(names = "--retry", description = "Retry all of them now, including parked ones")
  private boolean retry;

  @Option(names = "--json", description = "Print the runner's JSON response")
  private boolean json;

  @Override
  int run(List<InstanceConfig> instances, RunnerClient client)
      throws IOException, InterruptedException {
    InstanceConfig any = instances.get(0);
    if (retry) {
      JsonNode answer = client.post(any, "/runner/deliveries/retry");
      out()
          .println(
              json
                  ? answer.toPrettyString()
                  : "Deliveries being retried: " + answer.path("deliveries").asInt());
      return 0;
    }
    JsonNode answer = client.get(any, "/runner/deliveries");
    if (json) {
      out().println(answer.toPrettyString());
      return 0;
    }
    if (answer.path("total").asInt() == 0) {
      out().println("All completions have been delivered.");
      return 0;
    }
    out()
        .printf(
            Locale.ROOT,
            LINE,
            "TASK",
            "ATTEMPT",
            "INSTANCE",
            "STATUS",
            "TRIES",
            "NEXT TRY",
            "LAST ERROR");
    for (JsonNode delivery : answer.path("deliveries")) {
      out()
          .printf(
              Locale.ROOT,
              LINE,
              delivery.path("task_id").asText(),
              delivery.path("attempt").asText(),
              delivery.path("runner_instance_id").asText(),
              delivery.path("status").asText(),
              delivery.path("tries").asText(),
              seconds(delivery.path("next_try_at").asText("-")),
              delivery.path("last_error").asText("-"));
    }
    int hidden = answer.path("total").asInt() - answer.path("deliveries").size();
    if (hidden > 0) {
      out().println("... and " + hidden + " more");
    }
    return 0;
  }

  /** Without the microseconds. */
  private static String seconds(String timestamp) {
    return timestamp.replaceFirst("\\.\\d+", "");
  }
}
