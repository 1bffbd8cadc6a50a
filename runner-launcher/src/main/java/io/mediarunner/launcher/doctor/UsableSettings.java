package io.mediarunner.launcher.doctor;

import io.mediarunner.core.config.InvalidConfigException;
import io.mediarunner.core.config.RunnerConfig;
import io.mediarunner.core.config.parse.ConfigKey;
import io.mediarunner.core.config.parse.RunnerConfigParser;
import io.mediarunner.launcher.config.ConfigSources;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The part of the settings that is valid: the rest of the machine can be checked all the same. */
final class UsableSettings {
  private static final String TOKEN = "stands-in-for-a-token-that-nobody-asks-for";

  private UsableSettings() {}

  /** Settings that are invalid have their defaults. */
  static RunnerConfig of(ConfigSources sources) {
    try {
      return sources.parse().config();
    } catch (InvalidConfigException e) {
      return withoutTheInvalid(sources);
    }
  }

  private static RunnerConfig withoutTheInvalid(ConfigSources sources) {
    Map<String, String> kept = new HashMap<>(Map.of(ConfigKey.RUNNER_TOKEN.name(), TOKEN));
    RunnerConfig config = RunnerConfigParser.parse(kept, Map.of()).config();
    for (ConfigKey key : ConfigKey.values()) {
      for (String name : Stream.concat(Stream.of(key.name()), key.aliases().stream()).toList()) {
        Optional<String> value =
            Optional.ofNullable(sources.environment().get(name))
                .or(() -> Optional.ofNullable(sources.dotenv().values().get(name)));
        if (value.isPresent()) {
          Map<String, String> more = new HashMap<>(kept);
          more.put(name, value.get());
          try {
            config = RunnerConfigParser.parse(more, Map.of()).config();
            kept = more;
          } catch (InvalidConfigException invalid) {
            // its default stays
          }
        }
      }
    }
    return config;
  }
}
