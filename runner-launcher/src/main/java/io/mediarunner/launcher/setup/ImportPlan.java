package io.mediarunner.launcher.setup;

import io.mediarunner.core.config.InvalidConfigException;
import io.mediarunner.core.config.parse.ConfigKey;
import io.mediarunner.core.config.parse.RunnerConfigParser;
import io.mediarunner.launcher.setup.ImportItem.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the settings of the Python runner become here: a pure function of its {@code .env}.
 *
 * @param values the new settings
 * @param items what becomes of each old one
 */
record ImportPlan(Map<ConfigKey, String> values, List<ImportItem> items) {
  /** Accepted, but nothing depends on it. */
  private static final Map<ConfigKey, String> WITHOUT_EFFECT =
      Map.of(
          ConfigKey.DEBUG,
          "no effect here: LOG_LEVEL=DEBUG logs more",
          ConfigKey.RUNNER_MONITORING,
          "not needed: all instances run in one process, which its service restarts",
          ConfigKey.HUGGINGFACE_MODELS_DIR,
          "not needed: there are no Python models",
          ConfigKey.UV_CACHE_DIR,
          "not needed: there are no Python packages");

  /** Set by the old launcher for each of its processes. */
  private static final List<ConfigKey> OF_THE_LAUNCHER =
      List.of(ConfigKey.RUNNER_INSTANCE_ID, ConfigKey.RUNNER_PORT, ConfigKey.RUNNER_INSTANCE_URL);

  /** Its defaults, where nothing was set: written down, so that no later default changes them. */
  private static final List<ConfigKey> PINNED =
      List.of(ConfigKey.STORAGE_DIR, ConfigKey.LOG_DIR, ConfigKey.CACHE_DIR);

  ImportPlan {
    values = new EnumMap<>(values.isEmpty() ? new EnumMap<>(ConfigKey.class) : values);
    items = List.copyOf(items);
  }

  static ImportPlan of(Map<String, String> old) {
    Map<ConfigKey, String> values = new EnumMap<>(ConfigKey.class);
    List<ImportItem> items = new ArrayList<>();
    for (ConfigKey key : ConfigKey.values()) {
      Optional<String> name = nameIn(old, key);
      if (name.isPresent()) {
        take(key, name.get(), String.valueOf(old.get(name.get())), values, items);
      }
    }
    for (ConfigKey key : PINNED) {
      if (!values.containsKey(key)) {
        values.put(key, key.defaultValue());
        items.add(
            new ImportItem(
                Kind.CARRIED, key.name(), "unset: the old default, " + key.defaultValue()));
      }
    }
    unknown(old).forEach(items::add);
    if (!values.containsKey(ConfigKey.RUNNER_TOKEN)) {
      items.add(
          new ImportItem(
              Kind.MISSING,
              ConfigKey.RUNNER_TOKEN.name(),
              "set it to a secret of the Manager's AUTHORIZED_TOKENS__*"));
    }
    together(values).forEach(items::add);
    return new ImportPlan(values, items);
  }

  /** Of several names the first counts, as it did there. */
  private static Optional<String> nameIn(Map<String, String> old, ConfigKey key) {
    return Stream.concat(Stream.of(key.name()), key.aliases().stream())
        .filter(old::containsKey)
        .findFirst();
  }

  private static void take(
      ConfigKey key,
      String name,
      String value,
      Map<ConfigKey, String> values,
      List<ImportItem> items) {
    if (WITHOUT_EFFECT.containsKey(key)) {
      items.add(new ImportItem(Kind.IGNORED, name, String.valueOf(WITHOUT_EFFECT.get(key))));
      return;
    }
    if (OF_THE_LAUNCHER.contains(key)) {
      items.add(
          new ImportItem(
              Kind.IGNORED, name, "the old launcher set it for each process; not needed here"));
      return;
    }
    List<String> problems = problems(key, value);
    if (problems.isEmpty()) {
      values.put(key, value);
      String shown = key.isSecret() ? "(secret)" : value;
      items.add(
          new ImportItem(
              Kind.CARRIED,
              name,
              name.equals(key.name()) ? shown : "as " + key.name() + ": " + shown));
    } else if (key != ConfigKey.RUNNER_TOKEN) { // a missing token is told anyway
      items.add(new ImportItem(Kind.MISSING, name, String.join("; ", problems)));
    }
  }

  /** By itself; what depends on other keys is found by {@link #together}. */
  private static List<String> problems(ConfigKey key, String value) {
    Map<String, String> alone =
        new HashMap<>(Map.of(ConfigKey.RUNNER_TOKEN.name(), "stands-in-while-others-are-tried"));
    if (key == ConfigKey.CORS_ALLOW_CREDENTIALS) {
      alone.put(ConfigKey.CORS_ALLOW_ORIGINS.name(), "https://example.org");
    }
    alone.put(key.name(), value);
    try {
      RunnerConfigParser.parse(alone, Map.of());
      return List.of();
    } catch (InvalidConfigException e) {
      return e.problems();
    }
  }

  private static List<ImportItem> together(Map<ConfigKey, String> values) {
    Map<String, String> all = new HashMap<>();
    values.forEach((key, value) -> all.put(key.name(), value));
    all.putIfAbsent(ConfigKey.RUNNER_TOKEN.name(), "stands-in-while-others-are-tried");
    try {
      return RunnerConfigParser.parse(all, Map.of()).warnings().stream()
          .map(warning -> new ImportItem(Kind.NOTE, "settings", warning))
          .toList();
    } catch (InvalidConfigException e) {
      return e.problems().stream()
          .map(problem -> new ImportItem(Kind.MISSING, "settings", problem))
          .toList();
    }
  }

  private static List<ImportItem> unknown(Map<String, String> old) {
    TreeSet<String> left = new TreeSet<>(old.keySet());
    left.removeAll(
        Arrays.stream(ConfigKey.values())
            .flatMap(key -> Stream.concat(Stream.of(key.name()), key.aliases().stream()))
            .collect(Collectors.toSet()));
    return left.stream()
        .map(
            key ->
                new ImportItem(
                    Kind.IGNORED,
                    key,
                    "neither runner reads it, or only the old one's tests did: left out"))
        .toList();
  }

  /** Whether a person has to add or correct something before the runner can start. */
  boolean complete() {
    return items.stream().noneMatch(item -> item.kind() == Kind.MISSING);
  }
}
