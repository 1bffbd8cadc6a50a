package io.mediarunner.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is installed: nothing in it serves tests or measurements alone, and NOTICE names it all. */
class ProductionJarsIT {
  private static final Path HOME = PackagedRunner.HOME;
  private static final Path LIB = HOME.resolve("runner-launcher/target/runner/lib");

  private static final List<String> TEST_CODE =
      List.of("org/junit/", "org/assertj/", "org/awaitility/", "com/tngtech/archunit/");

  /** What test libraries bring along. */
  private static final List<String> THEIR_LIBRARIES =
      List.of("junit", "opentest4j", "apiguardian", "hamcrest", "byte-buddy", "mockito", "jacoco");

  private static final Pattern DEPENDENCY =
      Pattern.compile("(?s)<dependency>(?:(?!</dependency>).)*</dependency>");

  private static Set<String> jars;

  /** Our classes by name, each with its bytes as text. */
  private static final Map<String, String> CLASSES = new TreeMap<>();

  @BeforeAll
  static void read() throws IOException {
    try (Stream<Path> files = Files.list(LIB)) {
      jars = new TreeSet<>(files.map(file -> file.getFileName().toString()).toList());
    }
    List<String> ours = jars.stream().filter(jar -> jar.startsWith("runner-")).toList();
    assertThat(ours).hasSize(3);
    for (String name : ours) {
      try (JarFile jar = new JarFile(LIB.resolve(name).toFile())) {
        for (JarEntry entry : jar.stream().filter(e -> e.getName().endsWith(".class")).toList()) {
          CLASSES.put(
              entry.getName().replaceFirst("\\.class$", "").replace('/', '.'),
              new String(jar.getInputStream(entry).readAllBytes(), StandardCharsets.ISO_8859_1));
        }
      }
    }
    assertThat(CLASSES).hasSizeGreaterThan(300);
  }

  @Test
  void holdNoBenchmarkAndNoSoak() {
    assertThat(CLASSES.keySet()).noneMatch(name -> name.matches(".*\\.(bench|soak)\\..*"));
  }

  @Test
  void holdNoDouble() {
    assertThat(CLASSES.keySet()).noneMatch(name -> name.matches(".*Double(\\$.*)?"));
  }

  @Test
  void holdNoTestAndUseNoTestLibrary() {
    assertThat(CLASSES.keySet()).noneMatch(name -> name.matches(".*(Test|IT)"));
    assertThat(CLASSES)
        .allSatisfy((name, bytes) -> assertThat(TEST_CODE).as(name).noneMatch(bytes::contains));
  }

  @Test
  void comeWithoutTestLibraries() throws IOException {
    Set<String> tests = new TreeSet<>(THEIR_LIBRARIES);
    tests.addAll(artifacts(true));
    tests.removeAll(artifacts(false)); // a test library of one module may be needed by another
    tests.remove("vertx-web-client"); // which the router of the contract brings along
    assertThat(tests).contains("junit-jupiter", "archunit-junit5", "vertx-junit5");
    assertThat(jars)
        .noneMatch(jar -> tests.stream().anyMatch(test -> jar.startsWith(test + "-")))
        .noneMatch(jar -> THEIR_LIBRARIES.stream().anyMatch(jar::contains));
  }

  /** Of all modules, in the scope test or in another. */
  private static Set<String> artifacts(boolean test) throws IOException {
    Set<String> artifacts = new TreeSet<>();
    for (String module : List.of("runner-core", "runner-verticles", "runner-launcher")) {
      String pom = Files.readString(HOME.resolve(module).resolve("pom.xml"));
      for (Matcher each = DEPENDENCY.matcher(pom); each.find(); ) {
        if (each.group().contains("<scope>test</scope>") == test) {
          artifacts.add(each.group().replaceFirst("(?s).*<artifactId>(.*)</artifactId>.*", "$1"));
        }
      }
    }
    return artifacts;
  }

  @Test
  void areAllNamedInTheNotice() throws IOException {
    List<String> patterns =
        Pattern.compile("[\\w.*-]+\\.jar")
            .matcher(Files.readString(HOME.resolve("NOTICE")))
            .results()
            .map(name -> name.group().replace(".", "\\.").replace("*", ".*"))
            .toList();

    assertThat(jars.stream().filter(jar -> !jar.startsWith("runner-")))
        .isNotEmpty()
        .allMatch(jar -> patterns.stream().anyMatch(jar::matches));
    assertThat(patterns.stream().filter(pattern -> !pattern.startsWith("ffmpeg-")))
        .as("nothing that has left")
        .allMatch(pattern -> jars.stream().anyMatch(jar -> jar.matches(pattern)));
  }
}
