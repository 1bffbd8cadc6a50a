package io.mediarunner.core.config.parse;

import io.mediarunner.core.config.InvalidConfigException;
import io.mediarunner.core.hostile.Mutations;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Settings that somebody mistyped. */
@Tag("security")
class HostileTextTest {
  @Test
  void dotEnv() {
    Mutations.check(
        ".env",
        text -> DotEnv.parse(text, Map.of("HOME", "/root")),
        Set.of(),
        "# c\nexport A=1\nB='x y'\nC=\"${A} $HOME \\n\" # c\nD=\nE=${F:-g}\n");
  }

  @Test
  void taskTypes() {
    Mutations.check(
        "RUNNER_TASK_TYPES",
        text -> {
          if (TaskTypesParser.isGrouped(text)) {
            TaskTypesParser.grouped(text, Optional.of("3"));
          } else {
            TaskTypesParser.plain(text, 3);
          }
        },
        Set.of(),
        "[2x(encoding,studio),1x(transcription)]",
        "encoding,studio",
        "[1x(encoding)]");
  }

  @Test
  void settings() {
    Mutations.check(
        "settings",
        text -> {
          Map<String, String> values =
              Map.of(
                  "RUNNER_TOKEN", "0123456789abcdef0123456789abcdef",
                  "RUNNER_TASK_TYPES", text,
                  "RUNNER_BASE_PORT", text,
                  "MANAGER_URL", text,
                  "ENCODING_TYPE", text,
                  "MAX_VIDEO_SIZE_GB", text);
          RunnerConfigParser.parse(Map.of(), values);
        },
        Set.of(InvalidConfigException.class),
        "[2x(encoding)]",
        "8082",
        "http://manager:8081",
        "CPU");
  }
}
