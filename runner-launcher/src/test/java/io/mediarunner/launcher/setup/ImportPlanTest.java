package io.mediarunner.launcher.setup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.mediarunner.core.config.parse.ConfigKey;
import io.mediarunner.core.config.parse.DotEnv;
import io.mediarunner.core.config.parse.RunnerConfigParser;
import io.mediarunner.launcher.setup.ImportItem.Kind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ImportPlanTest {
  private static final Map<String, String> OLD =
      DotEnv.parse(OldEnv.text("/srv/tasks", "/srv/log", "/srv/cache"), Map.of()).values();

  @Test
  void saysWhatBecomesOfEveryKey() {
    ImportPlan plan = ImportPlan.of(OLD);

    assertThat(plan.complete()).isTrue();
    assertThat(plan.items().stream().map(ImportItem::subject).collect(Collectors.toSet()))
        .containsAll(OLD.keySet());
    assertThat(subjects(plan, Kind.IGNORED))
        .containsExactlyInAnyOrder(
            "DEBUG",
            "RUNNER_MONITORING",
            "HUGGINGFACE_MODELS_DIR",
            "UV_CACHE_DIR",
            "PYTEST_LOG_DIR");
    assertThat(plan.values())
        .contains(
            entry(ConfigKey.LOG_DIR, "/srv/log"),
            entry(ConfigKey.WHISPER_MODELS_DIR, "/srv/cache/whisper-models"),
            entry(ConfigKey.SMTP_PASSWORD, "p4ss #word"))
        .doesNotContainKey(ConfigKey.DEBUG);
    assertThat(plan.items().toString()).doesNotContain(OldEnv.TOKEN, "p4ss");
  }

  @Test
  void meansTheSameHereAsTheOldFileItself() {
    Map<String, String> taken = new HashMap<>();
    ImportPlan.of(OLD).values().forEach((key, value) -> taken.put(key.name(), value));

    Map<String, String> read = new HashMap<>(OLD);
    read.remove("PYTEST_LOG_DIR");
    read.remove("HUGGINGFACE_MODELS_DIR");
    read.remove("UV_CACHE_DIR");
    assertThat(RunnerConfigParser.parse(Map.of(), taken).config())
        .isEqualTo(RunnerConfigParser.parse(Map.of(), read).config());
  }

  @Test
  void survivesBeingWrittenAndRead() {
    ImportPlan plan = ImportPlan.of(OLD);
    String text = SettingsFile.text(List.of("top"), plan.values(), List.of("", "bottom"));

    Map<String, String> expected = new HashMap<>();
    plan.values().forEach((key, value) -> expected.put(key.name(), value));
    DotEnv back = DotEnv.parse(text, Map.of());
    assertThat(back.warnings()).isEmpty();
    assertThat(back.values()).isEqualTo(expected);
    assertThat(text).contains("\nSMTP_PASSWORD='p4ss #word'\n").startsWith("# top\n");
  }

  @Test
  void namesWhatAPersonHasToCorrect() {
    ImportPlan plan =
        ImportPlan.of(
            Map.of(
                "RUNNER_TOKEN",
                "CHANGE_ME_RUNNERS_TOKEN",
                "RUNNER_HOST",
                "runner:8082",
                "STUDIO_DEFAULT_PRESET",
                "Slow",
                "CORS_ALLOW_CREDENTIALS",
                "true"));

    assertThat(plan.complete()).isFalse();
    assertThat(subjects(plan, Kind.MISSING))
        .containsExactlyInAnyOrder(
            "RUNNER_TOKEN", "RUNNER_HOST", "STUDIO_DEFAULT_PRESET", "settings");
    assertThat(plan.values()).doesNotContainKeys(ConfigKey.RUNNER_TOKEN, ConfigKey.RUNNER_HOST);
  }

  @Test
  void keepsTheOldDefaultsOfFolders() {
    assertThat(ImportPlan.of(Map.of("RUNNER_TOKEN", OldEnv.TOKEN)).values())
        .contains(
            entry(ConfigKey.STORAGE_DIR, "/tmp/esup-runner"),
            entry(ConfigKey.LOG_DIR, "/var/log/esup-runner"));
  }

  private static List<String> subjects(ImportPlan plan, Kind kind) {
    return plan.items().stream()
        .filter(item -> item.kind() == kind)
        .map(ImportItem::subject)
        .toList();
  }
}
