package io.mediarunner.launcher.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.mediarunner.core.config.InstanceConfig;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tasks}: the running runner's tasks, newest first. */
@Command(
    name = "tasks",
    description = "List the tasks of the running runner, newest first.",
    mixinStandardHelpOptions = true)
public final class TasksCommand extends ControlCommand {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT).withZone(ZoneId.systemDefault());

  @Option(
      names = "--state",
      paramLabel = "STATE",
      description = "Only tasks in this state: waiting, running, completed, failed or timeout.")
  private @Nullable String state;

  @Option(
      names = "--type",
      paramLabel = "TYPE",
      description = "Only this task type, such as encoding.")
  private @Nullable String type;

  @Option(
      names = "--text",
      paramLabel = "TEXT",
      description = "Only tasks whose title, id or URL contains this text.")
  private @Nullable String text;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "Number of tasks, 1 to 200 (default: 20).")
  private int limit = 20;

  @Option(names = "--json", description = "Print the runner's JSON response.")
  private boolean json;

  @Override
  int run(List<InstanceConfig> instances, RunnerClient client)
      throws IOException, InterruptedException {
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
    JsonNode page = client.get(instances.get(0), path);
    if (json) {
      out().println(page.toPrettyString());
      return 0;
    }
    out()
        .printf(
            Locale.ROOT,
            "%-36s %-13s %-10s %-16s %8s  %s%n",
            "TASK",
            "TYPE",
            "STATE",
            "ACCEPTED",
            "TOOK",
            "");
    for (JsonNode task : page.path("tasks")) {
      out().println(line(task));
    }
    return 0;
  }

  private static String line(JsonNode task) {
    String title = task.path("title").asText();
    String remark = task.hasNonNull("code") ? task.get("code").asText() + "  " + title : title;
    return String.format(
        Locale.ROOT,
        "%-36s %-13s %-10s %-16s %8s  %s",
        task.path("task_id").asText(),
        printable(task.path("task_type").asText()),
        task.path("status").asText(),
        TIME.format(Instant.parse(task.path("accepted_at").asText())),
        took(task),
        printable(remark));
  }

  private static String took(JsonNode task) {
    if (!task.hasNonNull("started_at") || !task.hasNonNull("ended_at")) {
      return "";
    }
    Duration took =
        Duration.between(
            Instant.parse(task.get("started_at").asText()),
            Instant.parse(task.get("ended_at").asText()));
    return String.format(Locale.ROOT, "%d:%02d", took.toMinutes(), took.toSecondsPart());
  }

  /** A title must not control the terminal. */
  static String printable(String text) {
    return text.replaceAll("[\\p{Cntrl}\\u202a-\\u202e\\u2066-\\u2069\\u200e\\u200f]", "?");
  }
}
