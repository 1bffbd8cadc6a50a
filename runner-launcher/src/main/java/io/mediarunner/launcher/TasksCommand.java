package io.mediarunner.launcher;

import io.mediarunner.core.config.RunnerConfig;
import io.vertx.core.json.JsonObject;
import java.io.PrintStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tasks}: the running runner's tasks, newest first. */
@Command(
    name = "tasks",
    description = "List the tasks of the running runner, newest first.",
    mixinStandardHelpOptions = true)
final class TasksCommand implements Callable<Integer> {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm").withZone(ZoneId.systemDefault());

  @Mixin private SettingsOption settings;

  @Option(
      names = "--state",
      paramLabel = "STATE",
      description = "waiting, running, completed, failed or timeout.")
  private String state;

  @Option(names = "--type", paramLabel = "TYPE", description = "encoding, studio, ...")
  private String type;

  @Option(names = "--text", paramLabel = "TEXT", description = "Part of a title, id or address.")
  private String text;

  @Option(names = "--limit", paramLabel = "N", description = "How many, 1 to 200 (default: 20).")
  private int limit = 20;

  @Option(names = "--json", description = "As the runner answers it.")
  private boolean json;

  private final PrintStream out = System.out;

  @Override
  public Integer call() throws Exception {
    Map<String, String> query = new LinkedHashMap<>();
    query.put("state", state);
    query.put("type", type);
    query.put("text", text);
    query.put("limit", Integer.toString(limit));
    String path =
        query.entrySet().stream()
            .filter(entry -> entry.getValue() != null)
            .map(e -> e.getKey() + "=" + URLEncoder.encode(e.getValue(), StandardCharsets.UTF_8))
            .collect(Collectors.joining("&", "/runner/tasks?", ""));
    RunnerConfig config = settings.readWithToken();
    JsonObject page =
        new JsonObject(new RunnerClient(config).get(config.instances().get(0), path).toString());
    if (json) {
      out.println(page.encodePrettily());
      return 0;
    }
    out.printf(
        "%-36s %-13s %-10s %-16s %8s  %s%n", "TASK", "TYPE", "STATE", "ACCEPTED", "TOOK", "");
    page.getJsonArray("tasks").forEach(task -> out.println(line((JsonObject) task)));
    return 0;
  }

  private static String line(JsonObject task) {
    String code = task.getString("code");
    String remark = code == null ? task.getString("title") : code + "  " + task.getString("title");
    return "%-36s %-13s %-10s %-16s %8s  %s"
        .formatted(
            task.getString("task_id"),
            printable(task.getString("task_type")),
            task.getString("status"),
            TIME.format(Instant.parse(task.getString("accepted_at"))),
            took(task),
            printable(remark));
  }

  private static String took(JsonObject task) {
    if (task.getString("started_at") == null || task.getString("ended_at") == null) {
      return "";
    }
    Duration took =
        Duration.between(
            Instant.parse(task.getString("started_at")), Instant.parse(task.getString("ended_at")));
    return "%d:%02d".formatted(took.toMinutes(), took.toSecondsPart());
  }

  /** A title must not steer the terminal. */
  static String printable(String text) {
    return text.replaceAll("[\\p{Cntrl}\\u202a-\\u202e\\u2066-\\u2069\\u200e\\u200f]", "?");
  }
}
