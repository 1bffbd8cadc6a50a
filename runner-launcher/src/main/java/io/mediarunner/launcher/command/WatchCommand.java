package io.mediarunner.launcher.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.mediarunner.core.config.InstanceConfig;
import io.mediarunner.core.task.TaskId;
import io.mediarunner.launcher.terminal.ProgressBar;
import io.mediarunner.launcher.terminal.Terminal;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code watch}: one task until it ends. */
@Command(
    name = "watch",
    description = "Show the progress of a task until it ends. Exit code 0 if it succeeded.",
    mixinStandardHelpOptions = true)
public final class WatchCommand extends ControlCommand {
  private static final long LOOK_MILLIS = 500;

  @Parameters(paramLabel = "TASK", description = "Task id, as listed by 'tasks'.")
  private String task;

  @Override
  int run(List<InstanceConfig> instances, RunnerClient client)
      throws IOException, InterruptedException {
    if (!TaskId.isValid(task)) {
      return wrong("TASK: 1 to 128 of A-Z a-z 0-9 _ -");
    }
    ProgressBar bar = new ProgressBar(out(), Terminal.isAttached());
    while (true) {
      JsonNode status = client.get(instances.get(0), "/task/status/" + task);
      String state = status.path("status").asText();
      if (!state.equals("running")) {
        bar.end();
        return ended(state, status);
      }
      bar.show(line(status.path("progress")));
      Thread.sleep(LOOK_MILLIS);
    }
  }

  private int ended(String state, JsonNode status) {
    if (state.equals("not_found")) {
      out().println("The runner does not know the task " + task + ".");
      return 1;
    }
    String reason =
        status.hasNonNull("error_message")
            ? ": " + TasksCommand.printable(status.get("error_message").asText())
            : "";
    String code = status.hasNonNull("code") ? " (" + status.get("code").asText() + ")" : "";
    out().println(state + reason + code);
    return state.equals("completed") ? 0 : 1;
  }

  /**
   * @param progress as returned by {@code /task/status}; missing before there is any
   */
  static String line(JsonNode progress) {
    if (!progress.isObject()) {
      return ProgressBar.line(0, "waiting", Optional.empty(), Optional.empty());
    }
    return ProgressBar.line(
        progress.path("percent").asDouble(),
        progress.path("stage").asText(),
        Optional.of(progress.path("speed")).filter(JsonNode::isNumber).map(JsonNode::asDouble),
        Optional.of(progress.path("eta_seconds")).filter(JsonNode::isNumber).map(JsonNode::asLong));
  }
}
