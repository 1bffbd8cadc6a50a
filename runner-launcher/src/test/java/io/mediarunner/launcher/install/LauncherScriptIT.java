package io.mediarunner.launcher.install;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code bin/runner} does before it runs Java: when it builds, when not, what it says. */
class LauncherScriptIT {
  @TempDir private Path folder;
  private Path tree;
  private Path programs;
  private final Map<String, String> environment = new HashMap<>();

  /** A checkout whose Maven leaves a mark and fails. */
  @BeforeEach
  void prepare() throws Exception {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    tree = Files.createDirectories(folder.resolve("checkout/bin")).getParent();
    Files.copy(Built.HOME.resolve("bin/runner"), tree.resolve("bin/runner"));
    for (String module : List.of("runner-core", "runner-verticles", "runner-launcher")) {
      Files.createDirectories(tree.resolve(module).resolve("src/main"));
      Files.writeString(tree.resolve(module).resolve("pom.xml"), "<project/>");
    }
    Files.writeString(tree.resolve("pom.xml"), "<project/>");
    programs = Files.createDirectories(folder.resolve("programs"));
    program("mvn", "touch '" + folder.resolve("maven-ran") + "'; exit 1");
    environment.put("PATH", programs + ":" + System.getenv("PATH"));
    environment.put("XDG_CACHE_HOME", folder.resolve("cache").toString());
  }

  private void program(String name, String script) throws IOException {
    Path file = Files.writeString(programs.resolve(name), "#!/bin/sh\n" + script + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private void built() throws Exception {
    Path target = Files.createDirectories(tree.resolve("runner-launcher/target"));
    Path runner = Path.of("target/runner").toAbsolutePath();
    Run.of(target, Map.of(), List.of("cp", "-a", runner.toString(), ".")).wentWell();
    Files.createFile(target.resolve("build.stamp"));
  }

  /** As built an hour ago. */
  private void sourcesAreNewer() throws IOException {
    Files.setLastModifiedTime(
        tree.resolve("runner-launcher/target/build.stamp"),
        FileTime.from(Instant.now().minusSeconds(3600)));
    Files.writeString(tree.resolve("runner-core/src/main/New.java"), "class New {}");
  }

  private Run runner(String... args) throws Exception {
    return call(List.of(), args);
  }

  /** Takes the right to write from everybody, also from root. */
  private Run runnerWithoutRights(String... args) throws Exception {
    Run.of(folder, Map.of(), List.of("chmod", "-R", "a-w", tree.toString())).wentWell();
    boolean root = "root".equals(System.getProperty("user.name"));
    environment.put("HOME", Files.createDirectories(folder.resolve("home")).toString());
    Run.of(folder, Map.of(), List.of("chmod", "1777", folder.resolve("home").toString()));
    environment.put("XDG_CACHE_HOME", folder.resolve("home/cache").toString());
    try {
      return call(
          root ? List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups") : List.of(),
          args);
    } finally {
      Run.of(folder, Map.of(), List.of("chmod", "-R", "u+w", tree.toString())).wentWell();
    }
  }

  private Run call(List<String> prefix, String... args) throws Exception {
    List<String> command = new ArrayList<>(prefix);
    command.add(tree.resolve("bin/runner").toString());
    command.addAll(Arrays.asList(args));
    return Run.of(folder, environment, command);
  }

  private boolean mavenRan() {
    return Files.exists(folder.resolve("maven-ran"));
  }

  @Test
  void neverBuildsToLook() throws Exception {
    for (String command : List.of("tasks", "--version", "--help", "check-config", "drain")) {
      Run run = runner(command);

      assertThat(run.exit()).isEqualTo(1);
      assertThat(run.said()).isEqualTo("Media Runner is not built yet. Run bin/runner build.\n");
    }
    built();
    sourcesAreNewer();
    assertThat(runner("--version").wentWell()).startsWith("Media Runner ");
    assertThat(mavenRan()).isFalse();
  }

  @Test
  void buildsToProcessAndShowsNoOldLog() throws Exception {
    Path target = Files.createDirectories(tree.resolve("runner-launcher/target"));
    Files.writeString(target.resolve("build.log"), "yesterday's mistake");
    program("mvn", "touch '" + folder.resolve("maven-ran") + "'; echo 'of today'; exit 1");

    for (String command : List.of("process", "start", "demo", "build")) {
      Run run = runner(command);

      assertThat(run.exit()).isEqualTo(1);
      assertThat(run.said()).contains("of today", "The build failed.").doesNotContain("yesterday");
    }
    assertThat(mavenRan()).isTrue();
  }

  @Test
  void runsWhatIsThereWhereItMayNotBuild() throws Exception {
    built();
    sourcesAreNewer();

    Run run = runnerWithoutRights("process", "--help");

    assertThat(run.wentWell())
        .contains("is not writable: running what was built", "Usage: bin/runner process");
    assertThat(mavenRan()).isFalse();
  }

  @Test
  void saysWhoCanBuildWhereItMayNotAndNothingIsThere() throws Exception {
    Run run = runnerWithoutRights("process", "--help");

    assertThat(run.exit()).isEqualTo(4);
    assertThat(run.said())
        .contains("is not writable: its owner can run bin/runner build")
        .hasLineCount(1);
    assertThat(mavenRan()).isFalse();
  }

  @Test
  void keepsClassDataWhereItMayWrite() throws Exception {
    built();
    Files.delete(tree.resolve("pom.xml")); // now it is a release
    Path release =
        Files.move(tree.resolve("runner-launcher/target/runner"), folder.resolve("média runner"));
    Files.move(tree.resolve("bin"), release.resolve("bin"));
    tree = release;

    Run run = runnerWithoutRights("--version");

    assertThat(run.wentWell()).startsWith("Media Runner ");
    try (var files = Files.list(folder.resolve("home/cache/media-runner"))) {
      assertThat(files).singleElement().asString().endsWith(".jsa");
    }
  }

  @Test
  void namesTheJavaThatIsTooOld() throws Exception {
    Path old = Files.createDirectories(folder.resolve("jdk-11/bin")).getParent();
    Files.writeString(old.resolve("release"), "JAVA_VERSION=\"11.0.2\"\n");
    Path java = Files.writeString(old.resolve("bin/java"), "#!/bin/sh\nexit 1\n");
    Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
    environment.put("JAVA_HOME", old.toString());

    Run run = runner("start");

    assertThat(run.exit()).isEqualTo(5);
    assertThat(run.said())
        .isEqualTo(
            "Media Runner needs Java 17 or newer; JAVA_HOME is version 11.0.2. Set JAVA_HOME to a newer"
                + " one.\n");
    assertThat(mavenRan()).isFalse();
  }

  @Test
  void namesTheArchitectureThatItDoesNotSupport() throws Exception {
    program("uname", "echo armv7l");

    Run run = runner("--version");

    assertThat(run.exit()).isEqualTo(5);
    assertThat(run.said()).contains("this machine is armv7l").hasLineCount(1);
  }
}
