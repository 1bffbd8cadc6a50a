package io.mediarunner.launcher.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mediarunner.launcher.PackagedRunner;
import io.mediarunner.launcher.TestRunner;
import io.mediarunner.launcher.app.VertxFactory;
import io.mediarunner.launcher.os.FreePorts;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The programs of docs/examples, as they stand there, against a runner without any Manager. */
class ClientExamplesIT {
  private static final Path EXAMPLES = Path.of("../docs/examples").toAbsolutePath().normalize();
  private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");

  private final Vertx vertx = VertxFactory.create();
  @TempDir private Path folder;
  private PackagedRunner runners;
  private Platform platform;
  private String manager;
  private String token;

  @BeforeEach
  void open() throws Exception {
    runners = new PackagedRunner(folder);
    platform = Platform.open(vertx, TestRunner.video(folder.resolve("lecture.mp4"), 1));
    Map<String, String> settings = TestRunner.settings(folder, "[1x(encoding)]", 1);
    int port = FreePorts.inARow(1);
    settings.put("STANDALONE_PORT", "" + port); // and no token at all
    manager = "http://127.0.0.1:" + port;
    Process process = runners.start(settings, "standalone");
    Path file = folder.resolve("storage/application.token");
    await().atMost(Duration.ofMinutes(1)).until(() -> Files.exists(file));
    token = Files.readString(file).strip();
    await()
        .atMost(Duration.ofMinutes(1))
        .ignoreExceptions()
        .until(() -> new Client(manager, token).get("/api/health").statusCode() == 200);
    await().until(() -> runners.said(process).contains("Token for your platform: " + token));
  }

  @AfterEach
  void close() throws Exception {
    runners.end();
    TestRunner.wait(vertx.close());
  }

  @Test
  void haveAVideoEncodedAndFetchTheResults() throws Exception {
    fetches("shell", EXAMPLES.resolve("encode.sh").toString());
    fetches("python", "python3", EXAMPLES.resolve("encode.py").toString());
    fetches("java", JAVA.toString(), EXAMPLES.resolve("Encode.java").toString());
  }

  private void fetches(String name, String... program) throws Exception {
    Path results = folder.resolve("results of " + name);

    Ended good = run(platform.url("/video/" + name + ".mp4"), results, program);

    assertThat(good.exitCode()).as(good.said()).isZero();
    assertThat(good.said()).startsWith("task ");
    try (var files = Files.list(results)) {
      List<String> names = files.map(file -> file.getFileName().toString()).toList();
      assertThat(names)
          .contains("info_video.json", "encoding.log")
          .anyMatch(file -> file.endsWith(".m3u8"))
          .anyMatch(file -> file.endsWith(".mp4"));
    }
    Ended bad = run(platform.url("/missing/" + name), results, program);
    assertThat(bad.exitCode()).isNotZero();
    assertThat(bad.said()).contains("was not found on the server");
  }

  private record Ended(int exitCode, String said) {}

  private Ended run(String source, Path results, String... program)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(program));
    command.add(source);
    command.add(results.toString());
    Path log = folder.resolve("example.log");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().put("MANAGER", manager);
    builder.environment().put("TOKEN", token);
    Process process = builder.start();
    try {
      assertThat(process.waitFor(2, TimeUnit.MINUTES)).as(Files.readString(log)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    return new Ended(process.exitValue(), Files.readString(log));
  }
}
