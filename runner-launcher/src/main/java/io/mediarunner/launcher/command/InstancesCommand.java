package io.mediarunner.launcher.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mediarunner.core.config.InstanceConfig;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** One call to one instance, or to each of them. */
abstract class InstancesCommand extends ControlCommand {
  @Option(
      names = "--instance",
      paramLabel = "N",
      description = "Only this instance, counted from 0 (default: all)")
  private @Nullable Integer only;

  @Option(names = "--json", description = "Print the runner's JSON responses, one line each")
  private boolean json;

  /** Path to post to. */
  abstract String path();

  @Override
  final int run(List<InstanceConfig> instances, RunnerClient client)
      throws IOException, InterruptedException {
    List<InstanceConfig> meant =
        instances.stream().filter(i -> only == null || i.number() == only).toList();
    if (meant.isEmpty()) {
      return wrong("--instance: no such instance: " + only);
    }
    for (InstanceConfig instance : meant) {
      JsonNode now = client.post(instance, path());
      if (json) {
        out().println(((ObjectNode) now).put("instance", instance.number()));
        continue;
      }
      out()
          .printf(
              Locale.ROOT,
              "instance %d: %s%n",
              instance.number(),
              now.path("available").asBoolean()
                  ? "available"
                  : "not available (" + now.path("reason").asText() + ")");
    }
    return 0;
  }
}
