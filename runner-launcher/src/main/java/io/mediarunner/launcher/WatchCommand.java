package io.mediarunner.launcher;

import io.mediarunner.core.config.RunnerConfig;
import io.mediarunner.core.task.TaskId;
import io.vertx.core.json.JsonObject;
import java.io.PrintStream;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code watch}: one task until it ends. */
@Command(
    name = "watch",
    description = "Show the progress of one task until it ends: exit code 0 if it succeeded.",
    mixinStandardHelpOptions = true)
final class WatchCommand implements Callable<Integer> {
  private static final int BAR = 30;
  private static final long LOOK_MILLIS = 500;

  @Mixin private SettingsOption settings;

  @Parameters(paramLabel = "TASK", description = "Its id, as 'tasks' lists it.")
  private String task;

  private final PrintStream out = System.out;
  private String lastLine = "";

  @Override
  public Integer call() throws Exception {
    if (!TaskId.isValid(task)) {
      out.println("TASK: 1 to 128 of A-Z a-z 0-9 _ -");
      return 2;
    }
    RunnerConfig config = settings.readWithToken();
    RunnerClient runner = new RunnerClient(config);
    boolean terminal = System.console() != null;
    while (true) {
      JsonObject status =
          new JsonObject(runner.get(config.instances().get(0), "/task/status/" + task).toString());
      String state = status.getString("status");
      if (!state.equals("running")) {
        return ended(state, status, terminal);
      }
      String line = bar(status.getJsonObject("progress"));
      if (terminal) {
        out.print("\r" + line + "\u001b[K");
        out.flush();
      } else if (!line.equals(lastLine)) {
        out.println(line);
      }
      lastLine = line;
      Thread.sleep(LOOK_MILLIS);
    }
  }

  private int ended(String state, JsonObject status, boolean terminal) {
    if (terminal && !lastLine.isEmpty()) {
      out.println();
    }
    String reason = status.getString("error_message");
    out.println(
        state
            + (reason == null ? "" : ": " + TasksCommand.printable(reason))
            + (status.getString("code") == null ? "" : " (" + status.getString("code") + ")"));
    return state.equals("completed") ? 0 : 1;
  }

  /**
   * @param progress as {@code /task/status} has it; null before there is any
   */
  static String bar(JsonObject progress) {
    if (progress == null) {
      return "[%s]   0 %%  waiting".formatted(".".repeat(BAR));
    }
    double percent = progress.getDouble("percent", 0.0);
    int filled = (int) Math.round(percent / 100 * BAR);
    Double speed = progress.getDouble("speed");
    Double eta = progress.getDouble("eta_seconds");
    return "[%s%s] %3.0f %%  %s%s%s"
        .formatted(
            "#".repeat(filled),
            ".".repeat(BAR - filled),
            percent,
            progress.getString("stage", ""),
            speed == null ? "" : String.format(Locale.ROOT, "  %.1fx", speed),
            eta == null
                ? ""
                : "  %d:%02d left".formatted(eta.longValue() / 60, eta.longValue() % 60));
  }
}
