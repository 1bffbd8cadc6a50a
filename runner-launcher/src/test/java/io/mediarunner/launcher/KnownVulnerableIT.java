package io.mediarunner.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is installed has no published hole that we know of and have not accepted. */
@Tag("security")
class KnownVulnerableIT {
  private static final Path LIST = PackagedRunner.HOME.resolve("conf/known-vulnerable.txt");
  private static final Path LIB = PackagedRunner.HOME.resolve("runner-launcher/target/runner/lib");

  @Test
  void nothingInstalledIsOnTheList() throws IOException {
    List<KnownVulnerable> known = KnownVulnerable.read(LIST);
    List<String> jars;
    try (Stream<Path> files = Files.list(LIB)) {
      jars = files.map(file -> file.getFileName().toString()).toList();
    }

    assertThat(known).hasSizeGreaterThan(15);
    assertThat(known)
        .as("about something that is installed")
        .allMatch(
            hole -> jars.stream().anyMatch(jar -> jar.startsWith(hole.artifact() + "-")),
            "named by a jar");
    assertThat(known.stream().filter(hole -> hole.accepted().isEmpty()))
        .allSatisfy(
            hole -> assertThat(jars.stream().filter(hole::isIn)).as(hole.toString()).isEmpty());
    assertThat(known.stream().filter(hole -> hole.accepted().isPresent()))
        .as("no reason that is out of date")
        .allMatch(hole -> jars.stream().anyMatch(hole::isIn));
  }

  @ParameterizedTest
  @CsvSource({
    "a-1.2.3.jar, true",
    "a-1.2.4.jar, false",
    "a-1.2.4.Final.jar, false",
    "a-1.2.3.Final-linux-x86_64.jar, true",
    "a-0.1.jar, true",
    "a-2.0.0.jar, true",
    "a-2.0.jar, true",
    "a-2.1.jar, false",
    "a-b-1.2.3.jar, false"
  })
  void findsAVersionInItsRange(String jar, boolean affected) {
    assertThat(KnownVulnerable.parse("g:a | ..1.2.4, 2.0.0..2.1.0.Final | X-1 | what").isIn(jar))
        .isEqualTo(affected);
  }

  @Test
  void takesNoLineThatSaysNothing() {
    for (String line :
        List.of("g:a | ..1", "a | ..1 | X | y", "g:a | 1 | X | y", "g:a | 1.. | X | y")) {
      assertThatThrownBy(() -> KnownVulnerable.parse(line))
          .as(line)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
