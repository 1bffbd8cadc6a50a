package io.mediarunner.launcher.upkeep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.mediarunner.core.json.Json;
import io.mediarunner.core.store.JournalFile;
import io.mediarunner.launcher.PackagedRunner;
import io.mediarunner.launcher.TestRunner;
import io.mediarunner.launcher.app.VertxFactory;
import io.mediarunner.launcher.demo.DemoSite;
import io.mediarunner.launcher.os.FreePorts;
import io.mediarunner.verticles.demo.ManagerDouble;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Backup, restore and cleanup of a real runner, while it works and while it does not. */
class UpkeepIT {
  private final Vertx vertx = VertxFactory.create();
  @TempDir private Path folder;
  private PackagedRunner runner;
  private ManagerDouble manager;
  private DemoSite media;
  private Path env;

  @BeforeEach
  void prepare() throws Exception {
    runner = new PackagedRunner(folder);
    manager = TestRunner.wait(new ManagerDouble(vertx, TestRunner.TOKEN, "1.7.1").listen(0));
    media = TestRunner.wait(new DemoSite(vertx, folder).listen());
    TestRunner.video(folder.resolve(DemoSite.VIDEO), 2);
    StringBuilder text = new StringBuilder();
    TestRunner.settings(folder, manager, "[1x(encoding)]", 1)
        .forEach((key, value) -> text.append(key).append('=').append(value).append('\n'));
    env = Files.writeString(folder.resolve("own.env"), text);
    Files.setPosixFilePermissions(env, PosixFilePermissions.fromString("rw-r-----"));
  }

  @AfterEach
  void close() throws Exception {
    runner.end();
    TestRunner.wait(vertx.close());
  }

  @Test
  void copiesAWorkingRunnerAndPutsItBack() throws Exception {
    Process working = runner.start(Map.of(), "start", "--env=" + env);
    TestRunner.awaitRegistered(manager, 1);
    String before = encode();
    Path into = folder.resolve("backups");

    String said = ended(runner.start(Map.of(), "backup", "--env=" + env, into + ""), 0);

    Path backup = Path.of(said.lines().findFirst().orElseThrow());
    assertThat(said).contains("1 task(s) in the journal; settings of " + env);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(backup)))
        .as("it holds secrets")
        .isEqualTo("rwx------");
    assertThat(ended(runner.start(Map.of(), "restore", "--env=" + env, "--yes", backup + ""), 1))
        .contains("a runner is using " + folder.resolve("storage") + ": stop it first");
    String after = encode();
    stop(working);
    String settings = Files.readString(env);
    Files.writeString(env, settings.replace("TOOL_NICE", "#") + "TOOL_NICE=3\n");

    assertThat(answered("n\n", 1, "restore", "--env=" + env, backup + ""))
        .contains("Nothing was changed.");
    assertThat(answered("y\n", 0, "restore", "--env=" + env, backup + ""))
        .contains("1 task(s)", "Restored.");

    assertThat(Files.readString(env)).isEqualTo(settings);
    manager.forgetRunners();
    runner.start(Map.of(), "start", "--env=" + env);
    TestRunner.awaitRegistered(manager, 1);
    String tasks = ended(runner.start(Map.of(), "tasks", "--env=" + env), 0);
    assertThat(tasks).as("the backup has it").contains(before);
    assertThat(tasks).as("the storage gives it back").contains(after);
    assertThat(manager.completions()).as("nothing is told twice").hasSize(2);
  }

  /** A standalone runner has tasks that only its queue knows. */
  @Test
  void bringsBackTheQueueOfAStandaloneRunner() throws Exception {
    Map<String, String> standalone = Map.of("STANDALONE_PORT", "" + FreePorts.inARow(1));
    Path storage = folder.resolve("storage");
    Process working = runner.start(standalone, "standalone", "--env=" + env);
    await()
        .atMost(60, TimeUnit.SECONDS)
        .until(() -> Files.exists(storage.resolve("application.token")));
    Path backup =
        Path.of(
            ended(runner.start(Map.of(), "backup", "--env=" + env, folder + "/b"), 0)
                .lines()
                .findFirst()
                .orElseThrow());
    stop(working);
    String token = Files.readString(storage.resolve("application.token"));
    Files.writeString(storage.resolve("application.token"), "another");
    Files.writeString(storage.resolve("queue.db"), "no database");

    assertThat(ended(runner.start(Map.of(), "restore", "--env=" + env, "--yes", backup + ""), 0))
        .contains("queue    -> " + storage.resolve("queue.db"));

    assertThat(storage.resolve("application.token")).hasContent(token);
    assertThat(JournalFile.check(storage.resolve("queue.db"))).isZero();
  }

  @Test
  void refusesADamagedBackup() throws Exception {
    Process working = runner.start(Map.of(), "start", "--env=" + env);
    TestRunner.awaitRegistered(manager, 1);
    Path backup =
        Path.of(
            ended(runner.start(Map.of(), "backup", "--env=" + env, folder + "/b"), 0)
                .lines()
                .findFirst()
                .orElseThrow());
    stop(working);
    Path journal = backup.resolve("runner.db");
    byte[] bytes = Files.readAllBytes(journal);
    bytes[bytes.length / 2] ^= 1;
    Files.write(journal, bytes);

    assertThat(ended(runner.start(Map.of(), "restore", "--env=" + env, "--yes", backup + ""), 1))
        .contains("is damaged: runner.db is not what was backed up");
    assertThat(ended(runner.start(Map.of(), "restore", "--yes", folder + ""), 1))
        .contains("is no backup");
    try (Stream<Path> left = Files.list(folder.resolve("storage"))) {
      assertThat(left.map(Path::toString)).noneMatch(name -> name.contains("before-restore"));
    }
  }

  @Test
  void removesOldTasksAfterShowingThem() throws Exception {
    Process working = runner.start(Map.of(), "start", "--env=" + env);
    TestRunner.awaitRegistered(manager, 1);
    String first = encode();
    String second = encode();
    Path storage = folder.resolve("storage");
    Path stranger = Files.createDirectories(storage.resolve("forgotten/attempt-1")).getParent();
    FileTime old = FileTime.from(Instant.now().minus(Duration.ofDays(9)));
    Files.setLastModifiedTime(stranger.resolve("attempt-1"), old);
    Files.setLastModifiedTime(stranger, old);

    assertThat(ended(runner.start(Map.of(), "cleanup", "--env=" + env), 0))
        .contains("MAX_FILE_AGE_DAYS is 0: nothing is too old");
    JsonNode shown =
        Json.read(
            ended(
                runner.start(
                    Map.of(), "cleanup", "--env=" + env, "--days=0", "--dry-run", "--json"),
                0));
    assertThat(shown.path("tasks")).hasSize(3);
    assertThat(shown.at("/tasks/0/bytes").asLong()).isPositive();
    assertThat(answered("no\n", 0, "cleanup", "--env=" + env, "--days=0"))
        .contains(first, second, "forgotten", "Nothing was removed.");
    assertThat(storage.resolve(first)).exists();

    assertThat(ended(runner.start(Map.of(), "cleanup", "--env=" + env, "--days=0", "--yes"), 1))
        .as("while it works")
        .contains("Removed 2 of 3 task(s)", "forgotten: unknown to the journal");
    assertThat(storage.resolve(first)).doesNotExist();
    stop(working);
    assertThat(ended(runner.start(Map.of(), "cleanup", "--env=" + env, "--days=7", "--yes"), 0))
        .as("while it does not")
        .contains("Removed 1 of 1 task(s)");
    assertThat(stranger).doesNotExist();
  }

  private String encode() throws Exception {
    String task =
        TestRunner.wait(
            manager.executeWhenFree(
                "encoding",
                media.url() + "/" + DemoSite.VIDEO,
                new JsonObject(),
                Duration.ofMinutes(1)));
    assertThat(TestRunner.wait(manager.completion(task)).status()).isEqualTo("completed");
    return task;
  }

  private static void stop(Process process) throws InterruptedException {
    process.destroy();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
  }

  private String answered(String answer, int exitCode, String... args) throws Exception {
    Process process = runner.start(Map.of(), args);
    try (OutputStream keyboard = process.getOutputStream()) {
      keyboard.write(answer.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      // it asked nothing, as what it says will show
    }
    return ended(process, exitCode);
  }

  private String ended(Process process, int exitCode) throws Exception {
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
    String said = runner.said(process);
    assertThat(process.exitValue()).as(said).isEqualTo(exitCode);
    return said;
  }
}
