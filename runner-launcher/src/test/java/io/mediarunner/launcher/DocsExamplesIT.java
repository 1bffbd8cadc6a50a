package io.mediarunner.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.mediarunner.launcher.app.VertxFactory;
import io.mediarunner.verticles.demo.ManagerDouble;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Examples of the docs that are marked {@code sh tested} run as they stand: in a shell, beside a
 * working runner, with a file {@code lecture.mp4}. {@code bin/runner} is the packaged runner.
 */
class DocsExamplesIT {
  private static final Pattern TESTED = Pattern.compile("(?ms)^```sh tested\\n(.*?)^```");
  private final Vertx vertx = VertxFactory.create();
  @TempDir private Path folder;
  private PackagedRunner runner;

  @AfterEach
  void close() throws Exception {
    runner.end();
    TestRunner.wait(vertx.close());
  }

  @Test
  void runAsTheyStand() throws Exception {
    runner = new PackagedRunner(folder);
    ManagerDouble manager =
        TestRunner.wait(new ManagerDouble(vertx, TestRunner.TOKEN, "1.7.1").listen(0));
    Map<String, String> settings = TestRunner.settings(folder, manager, "[1x(encoding)]", 1);
    TestRunner.video(folder.resolve("lecture.mp4"), 2);
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    Path script =
        Files.writeString(
            Files.createDirectory(folder.resolve("bin")).resolve("runner"),
            "#!/bin/sh\nexec '"
                + java
                + "' -Drunner.home='"
                + folder
                + "' -jar '"
                + PackagedRunner.HOME.resolve(
                    "runner-launcher/target/runner/lib/runner-launcher.jar")
                + "' \"$@\"\n");
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    runner.start(settings, "start");
    TestRunner.awaitRegistered(manager, 1);

    List<String> failed = new ArrayList<>();
    int lines = 0;
    for (SourceText page : SourceText.docs()) {
      for (Matcher block = TESTED.matcher(page.text()); block.find(); ) {
        for (String line : block.group(1).lines().filter(l -> !l.isBlank()).toList()) {
          lines++;
          Path said = folder.resolve("said-by-example.txt");
          ProcessBuilder shell =
              new ProcessBuilder("sh", "-euc", line)
                  .directory(folder.toFile())
                  .redirectErrorStream(true)
                  .redirectOutput(said.toFile());
          shell.environment().putAll(settings);
          Process process = shell.start();
          process.getOutputStream().close();
          assertThat(process.waitFor(3, TimeUnit.MINUTES)).as(line).isTrue();
          if (process.exitValue() != 0) {
            failed.add(page.at(block.start()) + ": " + line + "\n" + Files.readString(said));
          }
        }
      }
    }

    assertThat(failed).isEmpty();
    assertThat(lines).isGreaterThan(4);
  }
}
