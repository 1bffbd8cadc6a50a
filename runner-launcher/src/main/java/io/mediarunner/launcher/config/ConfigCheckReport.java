package io.mediarunner.launcher.config;

import io.mediarunner.core.config.InstanceConfig;
import io.mediarunner.core.config.InvalidConfigException;
import io.mediarunner.core.config.RunnerConfig;
import io.mediarunner.core.config.TlsConfig;
import io.mediarunner.core.task.TaskType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The report of a settings check. Never shows a secret.
 *
 * @param lines what to show, in order
 * @param exitCode 0 if the settings are valid, else 2
 */
public record ConfigCheckReport(List<Line> lines, int exitCode) {
  private static final String HEADLINE = "=== Runner configuration check ===";

  /** How a line is marked and coloured. */
  public enum Level {
    PLAIN("", 0),
    INFO("✓ INFO: ", 32),
    WARNING("⚠ WARNING: ", 33),
    ERROR("✗ ERROR: ", 31);

    private final String prefix;
    private final int ansiColor;

    Level(String prefix, int ansiColor) {
      this.prefix = prefix;
      this.ansiColor = ansiColor;
    }
  }

  /**
   * One line of the report.
   *
   * @param level how it is marked
   * @param text without mark and colour
   */
  public record Line(Level level, String text) {
    String render(boolean color) {
      String marked = level.prefix + text;
      return color && level != Level.PLAIN
          ? "\u001B[" + level.ansiColor + "m" + marked + "\u001B[0m"
          : marked;
    }
  }

  /**
   * @throws NullPointerException if {@code lines} is null
   */
  public ConfigCheckReport {
    lines = List.copyOf(lines);
  }

  /** Reads certificate and key as a start does. */
  @FunctionalInterface
  public interface TlsCheck {
    /**
     * @return what an operator should know of them, one line each
     * @throws IOException if they cannot be used; the message names the setting and says why
     */
    List<String> notes(TlsConfig files) throws IOException;
  }

  /** Checks settings that could be read, and the files of HTTPS that they name. */
  public static ConfigCheckReport of(ConfigSources sources, TlsCheck tls) {
    try {
      RunnerConfig.Parsed parsed = sources.parse();
      List<String> warnings = new ArrayList<>(parsed.warnings());
      if (parsed.config().tls().isPresent()) {
        try {
          warnings.addAll(tls.notes(parsed.config().tls().get()));
        } catch (IOException e) {
          return invalid(sources.summary(), List.of(String.valueOf(e.getMessage())), warnings);
        }
      }
      return usable(sources.summary(), parsed.config(), warnings);
    } catch (InvalidConfigException e) {
      return invalid(sources.summary(), e.problems(), e.warnings());
    }
  }

  /**
   * Settings that could not be read at all.
   *
   * @param reason one line for a person, without secrets
   */
  public static ConfigCheckReport unreadable(String reason) {
    return invalid("", List.of("Unable to load runner configuration: " + reason), List.of());
  }

  /**
   * Whether to use colour.
   *
   * @param terminal whether the report goes to one
   * @param noColor the variable {@code NO_COLOR}; null if it is not set
   */
  public static boolean colored(boolean terminal, String noColor) {
    return terminal && (noColor == null || noColor.isEmpty());
  }

  /** The report as text, each line terminated by a line feed. */
  public String render(boolean color) {
    return lines.stream().map(line -> line.render(color) + "\n").collect(Collectors.joining());
  }

  private static ConfigCheckReport usable(
      String summary, RunnerConfig config, List<String> warnings) {
    List<Line> lines = begin(summary);
    lines.add(new Line(Level.INFO, "Runner configuration loaded and validated."));
    lines.add(plain("  Instances: " + config.instances().size()));
    lines.add(plain("  Ports: " + ports(config.instances())));
    lines.add(
        plain(
            "  Task types: "
                + config.taskTypes().stream()
                    .map(TaskType::wireName)
                    .sorted()
                    .collect(Collectors.joining(", "))));
    lines.add(plain("  Encoding mode: " + (config.encoding().gpu() ? "GPU" : "CPU")));
    lines.add(plain("  Manager URL: " + config.manager().url()));
    warnings.forEach(warning -> lines.add(new Line(Level.WARNING, warning)));
    lines.add(plain("Conclusion:"));
    lines.add(new Line(Level.INFO, "Runner configuration is valid."));
    return new ConfigCheckReport(lines, 0);
  }

  private static ConfigCheckReport invalid(
      String summary, List<String> problems, List<String> warnings) {
    List<Line> lines = begin(summary);
    lines.add(plain("Detected errors:"));
    problems.forEach(problem -> lines.add(new Line(Level.ERROR, problem)));
    warnings.forEach(warning -> lines.add(new Line(Level.WARNING, warning)));
    lines.add(plain("Conclusion:"));
    lines.add(new Line(Level.ERROR, "Runner configuration is invalid."));
    return new ConfigCheckReport(lines, 2);
  }

  private static List<Line> begin(String summary) {
    List<Line> lines = new ArrayList<>();
    lines.add(plain(HEADLINE));
    if (!summary.isEmpty()) {
      lines.add(plain(summary));
    }
    return lines;
  }

  private static Line plain(String text) {
    return new Line(Level.PLAIN, text);
  }

  private static String ports(List<InstanceConfig> instances) {
    int first = instances.get(0).port();
    int last = instances.get(instances.size() - 1).port();
    return first == last ? Integer.toString(first) : first + "-" + last;
  }
}
