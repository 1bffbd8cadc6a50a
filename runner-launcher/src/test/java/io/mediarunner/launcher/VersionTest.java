package io.mediarunner.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The version is written once, in the root pom; what repeats it for readers agrees. */
class VersionTest {
  private static String read(String file) throws IOException {
    return Files.readString(PackagedRunner.HOME.resolve(Path.of(file)));
  }

  private static String version() throws IOException {
    Matcher revision = Pattern.compile("<revision>(.+)</revision>").matcher(read("pom.xml"));
    assertThat(revision.find()).isTrue();
    return revision.group(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "pom.xml",
        "runner-core/pom.xml",
        "runner-verticles/pom.xml",
        "runner-launcher/pom.xml"
      })
  void modulesTakeItFromTheRoot(String pom) throws IOException {
    assertThat(read(pom)).containsOnlyOnce("<version>${revision}</version>");
    assertThat(read(pom).replaceFirst("<revision>.*</revision>", ""))
        .doesNotContain("<version>" + version() + "</version>");
  }

  @Test
  void readersFindTheSameOne() throws IOException {
    assertThat(read("README.md")).contains("Version " + version() + ",");
    assertThat(read("CHANGELOG.md")).containsPattern("(?m)^## .*\\b" + version());
    assertThat(read("runner-verticles/src/main/resources/openapi.yaml"))
        .contains("version: " + version());
  }
}
