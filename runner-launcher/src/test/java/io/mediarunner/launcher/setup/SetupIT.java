package io.mediarunner.launcher.setup;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mediarunner.core.config.parse.DotEnv;
import io.mediarunner.core.json.Json;
import io.mediarunner.launcher.PackagedRunner;
import io.mediarunner.launcher.TestRunner;
import io.mediarunner.launcher.app.VertxFactory;
import io.mediarunner.launcher.os.FreePorts;
import io.mediarunner.verticles.demo.ManagerDouble;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code bin/runner init} and {@code import} as processes, on real folders. */
class SetupIT {
  private final Vertx vertx = VertxFactory.create();
  @TempDir private Path folder;
  private PackagedRunner runner;
  private ManagerDouble manager;
  private Path env;

  @BeforeEach
  void startManager() throws Exception {
    runner = new PackagedRunner(folder);
    manager = TestRunner.wait(new ManagerDouble(vertx, TestRunner.TOKEN, "1.7.1").listen(0));
    env = folder.resolve("etc/runner.env");
  }

  @AfterEach
  void close() throws Exception {
    runner.end();
    TestRunner.wait(vertx.close());
  }

  @Test
  void writesSettingsThatARunnerStartsWith() throws Exception {
    Path token = Files.writeString(folder.resolve("token"), TestRunner.TOKEN + "\n");
    int port = FreePorts.inARow(1);
    Process init =
        runner.start(
            Map.of(),
            "init",
            "--yes",
            "--env=" + env,
            "--manager-url=" + manager.url(),
            "--token-file=" + token,
            "--host=127.0.0.1",
            "--port=" + port,
            "--storage=" + folder.resolve("var/tasks"),
            "--logs=" + folder.resolve("var/log"),
            "--cache=" + folder.resolve("var/cache"));

    String said = ended(init, 0);
    assertThat(said)
        .contains("made     " + folder.resolve("var/tasks"))
        .contains("ok       manager ", "it accepts version 1.7.1", "ok       ffmpeg:preflight:cpu")
        .doesNotContain(TestRunner.TOKEN, "ERROR  ");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(env)))
        .isEqualTo("rw-r-----");
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(folder.resolve("var/tasks"))))
        .isEqualTo("rwxr-x---");
    runner.start(Map.of("RUNNER_DASHBOARD_PORT", "0"), "start", "--env=" + env);
    TestRunner.awaitRegistered(manager, 1);
  }

  @Test
  void asksAndMakesATokenAndNeverReplacesAFileUnasked() throws Exception {
    String answers =
        String.format(
            Locale.ROOT,
            """
        not an address
        %s

        127.0.0.1
        lecture-runner
        80a
        %d
        encoding
        %s
        %s
        %s
        """,
            manager.url(),
            FreePorts.inARow(1),
            folder.resolve("tasks"),
            folder.resolve("log"),
            folder.resolve("cache"));
    Process init = runner.start(Map.of(), "init", "--env=" + env);
    answer(init, answers);

    String said = ended(init, 0);
    assertThat(said)
        .contains("MANAGER_URL must be an absolute HTTP(S) URL")
        .contains("RUNNER_BASE_PORT must be an integer, got '80a'")
        .contains("AUTHORIZED_TOKENS__lecture_runner=")
        .contains("it does not know the token"); // that has been made just now
    Map<String, String> values = DotEnv.parse(Files.readString(env), Map.of()).values();
    assertThat(values.get("RUNNER_TOKEN")).matches("[0-9a-f]{64}");
    assertThat(said).doesNotContain(values.get("RUNNER_TOKEN"));
    assertThat(values).containsEntry("RUNNER_BASE_NAME", "lecture-runner");

    String before = Files.readString(env);
    assertThat(ended(runner.start(Map.of(), "init", "--yes", "--env=" + env), 2))
        .contains("exists and was not changed: --force replaces it");
    assertThat(Files.readString(env)).isEqualTo(before);
    assertThat(
            ended(
                runner.start(Map.of(), "init", "--yes", "--force", "--name=other", "--env=" + env),
                0))
        .contains("kept     " + env + ".before-");
    assertThat(DotEnv.parse(Files.readString(env), Map.of()).values())
        .containsEntry("RUNNER_BASE_NAME", "other")
        .containsEntry("RUNNER_TOKEN", values.get("RUNNER_TOKEN"));
  }

  @Test
  void writesNothingWhereAnswersAreInvalidOrEnd() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "");

    assertThat(ended(runner.start(Map.of(), "init", "--yes", "--env=" + env, "--port=79"), 2))
        .contains("RUNNER_BASE_PORT must be at least 80, got 79", "Nothing was written");
    assertThat(
            ended(
                runner.start(
                    Map.of(),
                    "init",
                    "--yes",
                    "--env=" + env,
                    "--storage=" + folder.resolve("s"),
                    "--logs=" + file.resolve("logs"),
                    "--cache=" + folder.resolve("c")),
                1))
        .contains("cannot make " + file.resolve("logs"), "the settings were not written");
    Process cut = runner.start(Map.of(), "init", "--env=" + env);
    answer(cut, "http://127.0.0.1:8081\n");
    assertThat(ended(cut, 1)).contains("the answers ended; nothing was written");
    assertThat(env).doesNotExist();
  }

  @Test
  void takesOverAnOldInstallationWithoutTouchingIt() throws Exception {
    Path old = Files.createDirectories(folder.resolve("opt/esup-runner/runner"));
    Path storage = Files.createDirectories(folder.resolve("tasks"));
    String text =
        OldEnv.text(storage + "", folder.resolve("log") + "", folder.resolve("cache") + "")
            .replace("http://127.0.0.1:8081/", manager.url().toString());
    Files.write(old.resolve(".env"), text.getBytes(StandardCharsets.ISO_8859_1));
    Path statuses =
        Files.writeString(
            storage.resolve("runner_task_statuses.instance-0.json"),
            String.format(
                Locale.ROOT,
                """
            {"t1": {"task_id": "t1", "status": "running", "process_pid": %d, "task_request": {}},
             "t2": {"task_id": "t2", "status": "failed"}}
            """,
                ProcessHandle.current().pid()));
    String before = Files.readString(statuses);

    assertThat(
            ended(runner.start(Map.of(), "import", "--dry-run", "--env=" + env, old.toString()), 3))
        .contains("Nothing was written");
    assertThat(env).doesNotExist();
    String said =
        ended(runner.start(Map.of(), "import", "--json", "--env=" + env, old.toString()), 3);

    JsonNode report = Json.read(said);
    List<String> lines =
        StreamSupport.stream(report.path("items").spliterator(), false)
            .map(
                item ->
                    item.path("kind").asText()
                        + " "
                        + item.path("subject").asText()
                        + ": "
                        + item.path("text").asText())
            .toList();
    assertThat(lines)
        .contains("carried RUNNER_TOKEN: (secret)", "carried MAX_FILE_AGE_DAYS: 7")
        .contains("carried LOG_DIRECTORY: as LOG_DIR: " + folder.resolve("log"))
        .anyMatch(line -> line.startsWith("ignored DEBUG: no effect here"))
        .anyMatch(line -> line.startsWith("carried tasks: 1 unfinished task(s) start again"))
        .anyMatch(line -> line.startsWith("ignored tasks: 1 failed task(s)"))
        .anyMatch(line -> line.startsWith("note tasks: 1 of them have a media process now"))
        .anyMatch(line -> line.startsWith("note .env: .env is not UTF-8"))
        .anyMatch(line -> line.matches("missing transcription.*bin/runner models pull turbo.*"))
        .anyMatch(line -> line.startsWith("note translation:"));
    assertThat(said).doesNotContain(OldEnv.TOKEN, "p4ss");
    assertThat(Files.readString(statuses)).as("nothing is changed").isEqualTo(before);
    Process check = runner.start(Map.of(), "check-config", "--env=" + env);
    assertThat(ended(check, 0)).contains("Runner configuration is valid");
  }

  @Test
  void saysWhereItsSettingsShouldBe() throws Exception {
    assertThat(ended(runner.start(Map.of(), "import", "--env=" + env, folder + "/no"), 1))
        .contains("does not exist: name the folder of the Python runner");
    assertThat(env).doesNotExist();
  }

  private static void answer(Process process, String answers) throws IOException {
    try (OutputStream keyboard = process.getOutputStream()) {
      keyboard.write(answers.getBytes(StandardCharsets.UTF_8));
    }
  }

  private String ended(Process process, int exitCode) throws Exception {
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
    String said = runner.said(process);
    assertThat(process.exitValue()).as(said).isEqualTo(exitCode);
    return said;
  }
}
