package io.mediarunner.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mediarunner.launcher.app.VertxFactory;
import io.mediarunner.launcher.os.FreePorts;
import io.mediarunner.verticles.demo.ManagerDouble;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Examples of the docs that are marked {@code sh tested} run as they stand: in a shell, in a folder
 * with {@code lecture.mp4} and {@code docs}, where {@code bin/runner} is the packaged runner. Those
 * marked {@code sh tested standalone} begin with the command that stays running; only their ports
 * are others.
 */
class DocsExamplesIT {
  private static final Pattern LINES = Pattern.compile("(?ms)^```sh tested\\n(.*?)^```");
  private static final Pattern STANDALONE =
      Pattern.compile("(?ms)^```sh tested standalone\\n(.*?)^```");
  private final Vertx vertx = VertxFactory.create();
  @TempDir private Path folder;
  private PackagedRunner runner;
  private final List<Process> started = new ArrayList<>();

  @BeforeEach
  void prepare() throws Exception {
    runner = new PackagedRunner(folder);
    TestRunner.video(folder.resolve("lecture.mp4"), 2);
    Files.createSymbolicLink(folder.resolve("docs"), PackagedRunner.HOME.resolve("docs"));
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
  }

  @AfterEach
  void close() throws Exception {
    runner.end();
    for (Process process : started) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly().waitFor();
    }
    TestRunner.wait(vertx.close());
  }

  @Test
  void runAsTheyStand() throws Exception {
    ManagerDouble manager =
        TestRunner.wait(new ManagerDouble(vertx, TestRunner.TOKEN, "1.7.1").listen(0));
    Map<String, String> settings = TestRunner.settings(folder, manager, "[1x(encoding)]", 1);
    runner.start(settings, "start");
    TestRunner.awaitRegistered(manager, 1);

    List<String> failed = new ArrayList<>();
    int lines = 0;
    for (SourceText page : SourceText.docs()) {
      for (Matcher block = LINES.matcher(page.text()); block.find(); ) {
        for (String line : block.group(1).lines().filter(l -> !l.isBlank()).toList()) {
          lines++;
          Process process = shell(settings, line);
          assertThat(process.waitFor(3, TimeUnit.MINUTES)).as(line).isTrue();
          if (process.exitValue() != 0) {
            failed.add(page.at(block.start()) + ": " + line + "\n" + said());
          }
        }
      }
    }

    assertThat(failed).isEmpty();
    assertThat(lines).isGreaterThan(4);
  }

  /**
   * The first of them in README is how a person's own video gets encoded; see the time it takes.
   */
  @Test
  void runAsTheyStandAgainstAStandaloneRunner() throws Exception {
    int blocks = 0;
    for (SourceText page : SourceText.docs()) {
      for (Matcher block = STANDALONE.matcher(page.text()); block.find(); ) {
        Instant begin = Instant.now();
        int commands = standalone(block.group(1), "results-" + blocks++);
        System.out.println(
            String.format(
                Locale.ROOT,
                "first video: %d commands of %s, %.1f s",
                commands,
                page.at(block.start()),
                Duration.between(begin, Instant.now()).toMillis() / 1000.0));
        if (page.file().endsWith("README.md")) {
          assertThat(commands).isLessThanOrEqualTo(3);
        }
      }
    }
    assertThat(blocks).isPositive();
  }

  /** All but the last command stay running. */
  private int standalone(String block, String results) throws Exception {
    int port = FreePorts.inARow(4);
    Map<String, String> settings = new HashMap<>();
    settings.put("HOME", folder.toString());
    settings.put("STANDALONE_PORT", "" + port);
    settings.put("RUNNER_BASE_PORT", "" + (port + 1));
    settings.put("RUNNER_DASHBOARD_PORT", "" + (port + 2));
    settings.put("LOG_DIR", folder.resolve("logs").toString());
    settings.put("CACHE_DIR", folder.resolve("cache").toString());
    settings.put("ENCODING_PRESET", "superfast");
    settings.put("PYTHONUNBUFFERED", "1");
    List<String> commands =
        block
            .replace("\\\n", "")
            .replace("8081", "" + port)
            .replace("8000", "" + (port + 3))
            .replaceAll("\\bresults\\b", results)
            .lines()
            .filter(line -> !line.isBlank() && !line.startsWith("#"))
            .toList();
    for (String command : commands.subList(0, commands.size() - 1)) {
      shell(settings, command);
    }
    for (int listening : List.of(port, port + 3)) {
      await()
          .atMost(Duration.ofMinutes(1))
          .ignoreExceptions()
          .until(
              () -> {
                new Socket(InetAddress.getLoopbackAddress(), listening).close();
                return true;
              });
    }
    Process last = shell(settings, commands.get(commands.size() - 1));
    assertThat(last.waitFor(3, TimeUnit.MINUTES)).isTrue();
    assertThat(last.exitValue()).as(said()).isZero();
    assertThat(folder.resolve(results).resolve("info_video.json")).isNotEmptyFile();
    return commands.size();
  }

  private Process shell(Map<String, String> settings, String line) throws IOException {
    ProcessBuilder shell =
        new ProcessBuilder("sh", "-euc", line)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("said-by-example-" + started.size() + ".txt").toFile());
    shell.environment().putAll(settings);
    Process process = shell.start();
    started.add(process);
    process.getOutputStream().close();
    return process;
  }

  /** By the last one. */
  private String said() throws IOException {
    return Files.readString(folder.resolve("said-by-example-" + (started.size() - 1) + ".txt"));
  }
}
