package io.mediarunner.launcher.install;

import static org.assertj.core.api.Assertions.assertThat;

import io.mediarunner.launcher.TestRunner;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * From the sources to the first own video, with the commands of README: in a folder with a blank
 * and an accent, nothing built yet. Prints how long each takes.
 */
@Tag("install")
class FirstVideoIT {
  private static final Duration READING = Duration.ofMinutes(15);

  @TempDir private Path folder;

  @Test
  void takesTheCommandsOfTheReadme() throws Exception {
    Path checkout = Files.createDirectories(folder.resolve("Vidéos d'été/media runner"));
    Run.of(
            Built.HOME,
            Map.of(),
            List.of(
                "sh",
                "-euc",
                "tar -cf - --exclude=target pom.xml .mvn bin conf docs README.md runner-*"
                    + " | tar -C \"$0\" -xf -",
                checkout.toString()))
        .wentWell();
    TestRunner.video(checkout.resolve("lecture.mp4"), 2);
    String readme = Files.readString(Built.HOME.resolve("README.md"));
    Duration all = Duration.ZERO;
    for (String command :
        List.of("bin/runner demo --once", "bin/runner process encoding lecture.mp4")) {
      assertThat(readme).contains(command);
      Instant begin = Instant.now();

      String said =
          Run.of(checkout, Map.of("RUNNER_DASHBOARD_PORT", "0"), List.of("sh", "-euc", command))
              .wentWell();

      Duration took = Duration.between(begin, Instant.now());
      all = all.plus(took);
      System.out.printf(Locale.ROOT, "install: %s: %d s%n", command, took.toSeconds());
      assertThat(said.contains("Building Media Runner")).isEqualTo(command.contains("demo"));
    }
    assertThat(checkout.resolve("lecture-encoding/master.m3u8")).isNotEmptyFile();
    assertThat(all).isLessThan(READING);
  }
}
