package io.mediarunner.launcher.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.mediarunner.core.config.InstanceConfig;
import io.mediarunner.core.task.TaskId;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code watch}: one task until it ends. */
@Command(
    name = "watch",
    description = "Show the progress of a task until it ends. Exit code 0 if it succeeded.",
    mixinStandardHelpOptions = true)
public final class WatchCommand extends ControlCommand {
  private static final int BAR = 30;
  private static final long LOOK_MILLIS = 500;

  @Parameters(paramLabel = "TASK", description = "Task id, as listed by 'tasks'.")
  private String task;

  private String lastLine = "";

  @Override
  int run(List<InstanceConfig> instances, RunnerClient client)
      throws IOException, InterruptedException {
    if (!TaskId.isValid(task)) {
      return wrong("TASK: 1 to 128 of A-Z a-z 0-9 _ -");
    }
    boolean terminal = Terminal.isAttached();
    while (true) {
      JsonNode status = client.get(instances.get(0), "/task/status/" + task);
      String state = status.path("status").asText();
      if (!state.equals("running")) {
        return ended(state, status, terminal);
      }
      String line = bar(status.path("progress"));
      if (terminal) {
        out().print("\r" + line + "\u001b[K");
        out().flush();
      } else if (!line.equals(lastLine)) {
        out().println(line);
      }
      lastLine = line;
      Thread.sleep(LOOK_MILLIS);
    }
  }

  private int ended(String state, JsonNode status, boolean terminal) {
    if (terminal && !lastLine.isEmpty()) {
      out().println();
    }
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
  static String bar(JsonNode progress) {
    if (!progress.isObject()) {
      return String.format(Locale.ROOT, "[%s]   0 %%  waiting", ".".repeat(BAR));
    }
    double percent = progress.path("percent").asDouble();
    int filled = (int) Math.round(percent / 100 * BAR);
    String speed =
        progress.hasNonNull("speed")
            ? String.format(Locale.ROOT, "  %.1fx", progress.get("speed").asDouble())
            : "";
    long seconds = progress.path("eta_seconds").asLong();
    String eta =
        progress.hasNonNull("eta_seconds")
            ? String.format(Locale.ROOT, "  %d:%02d left", seconds / 60, seconds % 60)
            : "";
    return String.format(
        Locale.ROOT,
        "[%s%s] %3.0f %%  %s%s%s",
        "#".repeat(filled),
        ".".repeat(BAR - filled),
        percent,
        progress.path("stage").asText(),
        speed,
        eta);
  }
}
