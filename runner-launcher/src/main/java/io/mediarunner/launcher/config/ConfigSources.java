package io.mediarunner.launcher.config;

import io.mediarunner.core.config.InvalidConfigException;
import io.mediarunner.core.config.RunnerConfig;
import io.mediarunner.core.config.parse.ConfigKey;
import io.mediarunner.core.config.parse.DotEnv;
import io.mediarunner.core.config.parse.RunnerConfigParser;
import io.mediarunner.launcher.os.FileModes;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The raw settings, before parsing.
 *
 * @param environment the variables of the process
 * @param file the {@code .env} file that was looked for
 * @param found whether it exists
 * @param dotenv its content; empty if it does not exist
 */
public record ConfigSources(
    Map<String, String> environment, Path file, boolean found, DotEnv dotenv) {
  /**
   * @throws NullPointerException if a component is null
   */
  public ConfigSources {
    environment = Map.copyOf(environment);
    Objects.requireNonNull(file, "file");
    Objects.requireNonNull(dotenv, "dotenv");
  }

  /** One line that says where the settings come from. */
  public String summary() {
    return found
        ? "Settings: environment, then " + file
        : "Settings: environment and defaults; not found: " + file;
  }

  /** The same where a key has a value unless a source sets it, also by an older name. */
  public ConfigSources withDefault(ConfigKey key, String value) {
    if (Stream.concat(Stream.of(key.name()), key.aliases().stream())
        .anyMatch(name -> environment.containsKey(name) || dotenv.values().containsKey(name))) {
      return this;
    }
    Map<String, String> with = new HashMap<>(environment);
    with.put(key.name(), value);
    return new ConfigSources(with, file, found, dotenv);
  }

  /**
   * Parses the settings; the warnings start with those about the file's lines.
   *
   * @throws InvalidConfigException if they are invalid; lists every problem
   */
  public RunnerConfig.Parsed parse() {
    try {
      RunnerConfig.Parsed parsed = RunnerConfigParser.parse(environment, dotenv.values());
      return new RunnerConfig.Parsed(parsed.config(), warnings(parsed.warnings()));
    } catch (InvalidConfigException e) {
      throw new InvalidConfigException(
          found ? e.problems() : e.problems().stream().map(this::withFile).toList(),
          warnings(e.warnings()));
    }
  }

  /** Where there is no settings file at all, that is what to begin with. */
  private String withFile(String problem) {
    return problem.startsWith(ConfigKey.RUNNER_TOKEN.name() + " must be set")
        ? problem + "; 'bin/runner init' makes the settings, in " + file
        : problem;
  }

  private List<String> warnings(List<String> ofSettings) {
    Optional<String> exposed = found ? FileModes.exposed(file) : Optional.empty();
    return Stream.of(exposed.stream(), dotenv.warnings().stream(), ofSettings.stream())
        .flatMap(all -> all)
        .toList();
  }

  /** Hides the values, since some are secrets. */
  @Override
  public String toString() {
    return "ConfigSources[file=" + file + ", found=" + found + ", dotenv=" + dotenv + "]";
  }
}
