package io.mediarunner.launcher.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.mediarunner.core.config.parse.DotEnv;
import io.mediarunner.verticles.web.TlsFiles;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigCheckReportTest {
  @TempDir private Path folder;

  @Test
  void showsWhatTheSettingsComeTo() {
    ConfigCheckReport report =
        report(
            """
                RUNNER_TOKEN=hush-and-not-short
                RUNNER_TASK_TYPES=[3x(studio,encoding),1x(transcription)]
                RUNNER_INSTANCES=2
                """);

    assertThat(report.exitCode()).isZero();
    assertThat(report.render(false))
        .isEqualTo(
            """
            === Runner configuration check ===
            Settings: environment, then /srv/.env
            ✓ INFO: Runner configuration loaded and validated.
              Instances: 4
              Ports: 8082-8085
              Task types: encoding, studio, transcription
              Encoding mode: CPU
              Manager URL: http://127.0.0.1:8081
            ⚠ WARNING: RUNNER_INSTANCES=2 is ignored: RUNNER_TASK_TYPES defines 4 instances
            Conclusion:
            ✓ INFO: Runner configuration is valid.
            """);
  }

  @Test
  void showsTheOnePortOfASingleInstance() {
    assertThat(report("RUNNER_TOKEN=hush-and-not-short").render(false))
        .contains("\n  Ports: 8082\n");
  }

  @Test
  void showsEveryMistakeButNoSecret() {
    ConfigCheckReport report =
        report("RUNNER_TOKEN=change-me-runner-token\nSMTP_PASWORD=hush\nTOOL_NICE=40\n");

    assertThat(report.exitCode()).isEqualTo(2);
    assertThat(report.render(false))
        .isEqualTo(
            """
            === Runner configuration check ===
            Settings: environment, then /srv/.env
            Detected errors:
            ✗ ERROR: TOOL_NICE must be at most 19, got 40
            ✗ ERROR: RUNNER_TOKEN must be set to a secure value
            ✗ ERROR: Unknown key SMTP_PASWORD; did you mean SMTP_PASSWORD?
            Conclusion:
            ✗ ERROR: Runner configuration is invalid.
            """);
  }

  @Test
  void refusesFilesOfHttpsWithWhichNoStartSucceeds() throws Exception {
    Path nothing = Files.writeString(folder.resolve("nothing"), "no PEM");
    Vertx vertx = Vertx.vertx();
    try {
      ConfigCheckReport report =
          ConfigCheckReport.of(
              sources(
                  "RUNNER_TOKEN=hush-and-not-short\nTLS_CERT_FILE="
                      + nothing
                      + "\nTLS_KEY_FILE="
                      + folder
                      + "\n"),
              files -> TlsFiles.check(vertx, files, Instant.now()));

      assertThat(report.exitCode()).isEqualTo(2);
      assertThat(report.render(false))
          .contains("ERROR: TLS_CERT_FILE: " + nothing + " holds no certificate in PEM format");
    } finally {
      vertx.close().await(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void showsWhyTheSettingsCouldNotBeRead() {
    ConfigCheckReport report = ConfigCheckReport.unreadable("/srv/.env: permission denied");

    assertThat(report.exitCode()).isEqualTo(2);
    assertThat(report.render(false))
        .contains(
            "✗ ERROR: Unable to load runner configuration: /srv/.env: permission denied\n",
            "✗ ERROR: Runner configuration is invalid.\n");
  }

  @Test
  void coloursWholeLines() {
    assertThat(report("RUNNER_TOKEN=hush-and-not-short").render(true))
        .startsWith("=== Runner configuration check ===\n")
        .endsWith("\u001B[32m✓ INFO: Runner configuration is valid.\u001B[0m\n");
    assertThat(ConfigCheckReport.unreadable("gone").render(true))
        .endsWith("\u001B[31m✗ ERROR: Runner configuration is invalid.\u001B[0m\n");
  }

  @ParameterizedTest
  @CsvSource({"true, , true", "true, '', true", "true, 1, false", "false, , false"})
  void usesColourOnATerminalUnlessAskedNotTo(boolean terminal, String noColor, boolean colored) {
    assertThat(ConfigCheckReport.colored(terminal, noColor)).isEqualTo(colored);
  }

  private static ConfigCheckReport report(String file) {
    return ConfigCheckReport.of(sources(file), files -> List.of());
  }

  private static ConfigSources sources(String file) {
    return new ConfigSources(Map.of(), Path.of("/srv/.env"), true, DotEnv.parse(file, Map.of()));
  }
}
