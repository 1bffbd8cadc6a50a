package io.mediarunner.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mediarunner.launcher.app.VertxFactory;
import io.mediarunner.launcher.demo.DemoSite;
import io.mediarunner.launcher.os.FreePorts;
import io.mediarunner.verticles.demo.ManagerDouble;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a machine may be like when the runner starts: it works all the same, or says why not. */
class StartConditionsIT {
  private static final Duration START = Duration.ofMinutes(2);
  private final Vertx vertx = VertxFactory.create();
  private final HttpClient http = HttpClient.newHttpClient();
  private final List<Process> started = new ArrayList<>();
  @TempDir private Path folder;
  private ManagerDouble manager;
  private Map<String, String> settings;

  @BeforeEach
  void startManager() throws Exception {
    manager = TestRunner.wait(new ManagerDouble(vertx, TestRunner.TOKEN, "1.7.1").listen(0));
    settings = TestRunner.settings(folder, manager, "[1x(encoding)]", 1);
  }

  @AfterEach
  void close() throws Exception {
    for (Process process : started) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly().waitFor();
    }
    TestRunner.wait(vertx.close());
  }

  @Test
  void namesWhoHasItsPort() throws Exception {
    try (ServerSocket taken =
        new ServerSocket(
            Integer.parseInt(settings.get("RUNNER_BASE_PORT")),
            1,
            InetAddress.getLoopbackAddress())) {
      assertThat(refusal(List.of(), 1))
          .contains(
              "port " + taken.getLocalPort() + " on 127.0.0.1 is in use by ",
              "(pid " + ProcessHandle.current().pid() + ")",
              "set RUNNER_BASE_PORT");
    }
  }

  @Test
  void namesWhoHasThePortOfItsManager() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      settings.put("STANDALONE_PORT", "" + taken.getLocalPort());
      assertThat(refusal(List.of(), 1, "standalone"))
          .contains(
              "port " + taken.getLocalPort() + " on 127.0.0.1 is in use by ",
              "set STANDALONE_PORT");
    }
  }

  @Test
  void namesFoldersThatCannotBeUsedAndTheFix() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "");
    settings.put("STORAGE_DIR", file.resolve("tasks").toString());
    assertThat(refusal(List.of(), 1))
        .contains("STORAGE_DIR: cannot create " + file.resolve("tasks"), "sudo install -d -o ");

    Path locked = Files.createDirectory(folder.resolve("locked"));
    Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("r-xr-xr-x"));
    settings.put("STORAGE_DIR", locked.toString());
    settings.put("LOG_DIR", locked.resolve("logs").toString());
    openForOthers();
    assertThat(refusal(asNobody(), 1))
        .contains("LOG_DIR: cannot create " + locked.resolve("logs") + ": permission denied for");
    settings.put("LOG_DIR", "/tmp");
    assertThat(refusal(asNobody(), 1)).contains("STORAGE_DIR: " + locked + " cannot be written by");
  }

  @Test
  void saysHowToBeginAndWhoMayReadTheSettings() throws Exception {
    settings.remove("RUNNER_TOKEN");
    Path none = folder.resolve("none.env");
    assertThat(refusal(List.of(), 2, "start", "--env=" + none))
        .contains("RUNNER_TOKEN must be set", "; 'bin/runner init' makes the settings, in " + none);
    assertThat(refusal(List.of(), 1, "start", "--env=" + folder))
        .contains(folder + " is a folder:");

    Path closed = Files.writeString(folder.resolve("closed.env"), "RUNNER_TOKEN=x\n");
    Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("---------"));
    openForOthers();
    assertThat(refusal(asNobody(), 4, "start", "--env=" + closed))
        .contains("You may not read the settings in " + closed);
  }

  @Test
  void namesASettingThatTheLocaleDoesNotAllow() throws Exception {
    settings.put("STORAGE_DIR", folder + "/été");
    settings.put("LC_ALL", "C");

    assertThat(refusal(List.of(), 2)).contains("STORAGE_DIR has letters", "LC_ALL=C.UTF-8");
  }

  @Test
  void namesTheHostThatItCannotListenOn() throws Exception {
    settings.put("RUNNER_HOST", "no-such-host.invalid");

    assertThat(refusal(List.of(), 1))
        .contains("RUNNER_BIND_HOST: the name no-such-host.invalid cannot be resolved");
  }

  @Test
  void usesAnotherTemporaryFolderWhereNoneOfItsFilesCanBeExecuted() throws Exception {
    Path tmp = Files.createDirectory(folder.resolve("tmp"));
    for (String option : List.of("noexec", "ro")) {
      Process runner =
          start(
              List.of(
                  "unshare",
                  "-rm",
                  "sh",
                  "-c",
                  "mount -t tmpfs -o \"$1\" tmpfs \"$2\"; shift 2; exec \"$@\"",
                  "sh",
                  option,
                  tmp.toString()),
              "-Djava.io.tmpdir=" + tmp,
              "start");
      await().atMost(START).until(() -> manager.runners().size() == 1 || !runner.isAlive());

      assertThat(said())
          .contains(option.equals("ro") ? "read-only file system" : "mounted noexec")
          .contains("; temporary files are in ");
      stop(runner);
      manager.forgetRunners();
    }
  }

  /** The disk was filled by somebody else; the journal cannot be opened without any room. */
  @Test
  void servesItsResultsOnAFullDiskAndTakesNoTask() throws Exception {
    Path disk = Files.createDirectory(folder.resolve("disk"));
    DemoSite media = TestRunner.wait(new DemoSite(vertx, folder).listen());
    TestRunner.video(folder.resolve(DemoSite.VIDEO), 2);
    settings.put("STORAGE_DIR", disk.resolve("storage").toString());
    settings.put("DISK_RESERVE_GB", "0");
    Path proceed = folder.resolve("proceed");
    Path full = folder.resolve("full");
    Process shell =
        start(
            List.of(
                "unshare",
                "-rm",
                "sh",
                "-c",
                // A runner; then the disk is filled; then the same runner again.
                "mount -t tmpfs -o size=96m tmpfs \"$1\"; disk=$1 proceed=$2 full=$3; shift 3;"
                    + " \"$@\" & while [ ! -e \"$proceed\" ]; do sleep 0.1; done; kill $!; wait $!;"
                    + " dd if=/dev/zero of=\"$disk/ballast\" bs=4096; : >\"$full\"; DISK_RESERVE_GB=1 exec \"$@\"",
                "sh",
                disk.toString(),
                proceed.toString(),
                full.toString()),
            "",
            "start");
    await().atMost(START).until(() -> manager.runners().size() == 1);
    String task = encode(media);

    manager.forgetRunners();
    Files.createFile(proceed);
    await().atMost(START).until(() -> Files.exists(full));
    await().atMost(START).until(() -> manager.runners().size() == 1 || !shell.isAlive());

    assertThat(shell.isAlive()).as(said()).isTrue();
    assertThat(said()).contains("lets the runner start: it serves results and takes no task");
    assertThat(TestRunner.wait(manager.manifest(task)).getJsonArray("files")).isNotEmpty();
    await().atMost(START).until(() -> !ping().getBoolean("available"));
    assertThat(ping().getString("reason")).isIn("disk", "storage");
  }

  /** What the reserve gave was used up, too; logs are on the same disk. */
  @Test
  void servesItsResultsOnADiskWithoutAnyRoomAndGoesOnOnceThereIsSome() throws Exception {
    Path disk = Files.createDirectory(folder.resolve("disk"));
    DemoSite media = TestRunner.wait(new DemoSite(vertx, folder).listen());
    TestRunner.video(folder.resolve(DemoSite.VIDEO), 2);
    settings.put("STORAGE_DIR", disk.resolve("storage").toString());
    settings.put("LOG_DIR", disk.resolve("logs").toString());
    settings.put("DISK_RESERVE_GB", "0");
    settings.put("RUNNER_DASHBOARD_PORT", "" + FreePorts.inARow(1));
    Path steps = Files.createDirectory(folder.resolve("steps"));
    Process shell =
        start(
            List.of(
                "unshare",
                "-rm",
                "sh",
                "-c",
                "mount -t tmpfs -o size=96m tmpfs \"$1\"; disk=$1 steps=$2; shift 2;"
                    + " until_there() { while [ ! -e \"$steps/$1\" ]; do sleep 0.1; done; };"
                    + " \"$@\" & until_there fill; kill $!; wait $!;"
                    + " rm \"$disk/storage/.reserve\" \"$disk/storage/dashboard.token\";"
                    + " dd if=/dev/zero of=\"$disk/ballast\" bs=4096; : >\"$steps/full\";"
                    + " \"$@\" & until_there free; rm \"$disk/ballast\"; wait $!; echo \"exit code $?\";"
                    + " exec \"$@\"",
                "sh",
                disk.toString(),
                steps.toString()),
            "",
            "start");
    await().atMost(START).until(() -> manager.runners().size() == 1);
    String task = encode(media);

    manager.forgetRunners();
    Files.createFile(steps.resolve("fill"));
    await().atMost(START).until(() -> Files.exists(steps.resolve("full")));
    await().atMost(START).until(() -> manager.runners().size() == 1 || !shell.isAlive());

    assertThat(shell.isAlive()).as(said()).isTrue();
    assertThat(said()).contains("was full at the start: free some space there: serving results");
    assertThat(TestRunner.wait(manager.manifest(task)).getJsonArray("files")).isNotEmpty();
    await().atMost(START).until(() -> ping().getString("reason").equals("storage"));
    assertThat(ping().getBoolean("available")).isFalse();

    manager.forgetRunners();
    Files.createFile(steps.resolve("free"));
    await().atMost(START).until(() -> said().contains("exit code"));
    assertThat(said())
        .contains("shutting down for a restart: there is room on the disk", "exit code 1");
    await().atMost(START).until(() -> manager.runners().size() == 1);
    assertThat(TestRunner.wait(manager.manifest(task)).getJsonArray("files")).isNotEmpty();
    encode(media);
  }

  private String encode(DemoSite media) throws Exception {
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

  private JsonObject ping() throws IOException, InterruptedException {
    String url = "http://127.0.0.1:" + settings.get("RUNNER_BASE_PORT") + "/runner/ping";
    return new JsonObject(
        http.send(
                HttpRequest.newBuilder(URI.create(url)).build(),
                HttpResponse.BodyHandlers.ofString())
            .body());
  }

  /** Root may write everywhere. */
  private static List<String> asNobody() {
    return System.getProperty("user.name").equals("root")
        ? List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups")
        : List.of();
  }

  private void openForOthers() throws IOException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    settings.put("HOME", "/tmp");
  }

  private String refusal(List<String> under, int exitCode) throws Exception {
    return refusal(under, exitCode, "start");
  }

  private String refusal(List<String> under, int exitCode, String... args) throws Exception {
    Process process = start(under, "", args);
    assertThat(process.waitFor(START.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(said()).isEqualTo(exitCode);
    return said();
  }

  private Process start(List<String> under, String option, String... args) throws IOException {
    List<String> command = new ArrayList<>(under);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    if (!option.isEmpty()) {
      command.add(option);
    }
    command.add("-Drunner.home=" + PackagedRunner.HOME);
    command.add("-jar");
    command.add(
        PackagedRunner.HOME
            .resolve("runner-launcher/target/runner/lib/runner-launcher.jar")
            .toString());
    command.addAll(List.of(args));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("said-" + started.size() + ".txt").toFile());
    builder.environment().putAll(settings);
    Process process = builder.start();
    started.add(process);
    return process;
  }

  /** By the last one that was started. */
  private String said() throws IOException {
    return Files.readString(folder.resolve("said-" + (started.size() - 1) + ".txt"));
  }

  private static void stop(Process process) throws InterruptedException {
    process.destroy();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
  }
}
