package io.mediarunner.launcher.setup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mediarunner.core.config.parse.ConfigKey;
import io.mediarunner.core.config.parse.DotEnv;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsFileTest {
  private static final Instant NOW = Instant.parse("2026-11-27T20:00:00Z");
  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "plain",
        "",
        "a b # c",
        "#begin",
        " blanks around ",
        "it's",
        "\"quoted\"",
        "${HOME}/x",
        "back\\slash",
        "é ü 字",
        "a='b' \"c\" # d"
      })
  void writesEveryValueSoThatItIsReadBack(String value) {
    String text =
        SettingsFile.text(List.of(), Map.of(ConfigKey.RUNNER_BASE_NAME, value), List.of());

    assertThat(DotEnv.parse(text, Map.of("HOME", "/root")).values())
        .isEqualTo(Map.of("RUNNER_BASE_NAME", value));
  }

  @Test
  void refusesWhatCannotBeReadBack() {
    assertThatThrownBy(
            () ->
                SettingsFile.text(
                    List.of(), Map.of(ConfigKey.RUNNER_BASE_NAME, "it's ${HOME}"), List.of()))
        .hasMessageContaining("RUNNER_BASE_NAME");
  }

  @Test
  void keepsTheOldFileAndItsOwnForItsGroup() throws IOException {
    SettingsFile settings = new SettingsFile(folder.resolve("made/.env"));
    Map<ConfigKey, String> first = Map.of(ConfigKey.TOOL_NICE, "3");

    assertThat(settings.write(List.of(), first, List.of(), NOW)).isEmpty();
    Path old =
        settings.write(List.of(), Map.of(ConfigKey.TOOL_NICE, "4"), List.of(), NOW).orElseThrow();

    assertThat(Files.readString(old)).contains("TOOL_NICE=3");
    assertThat(Files.readString(settings.path())).contains("TOOL_NICE=4");
    for (Path file : List.of(old, settings.path())) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-r-----");
    }
    try (Stream<Path> left = Files.list(folder.resolve("made"))) {
      assertThat(left).as("no half-written file").hasSize(2);
    }
  }
}
