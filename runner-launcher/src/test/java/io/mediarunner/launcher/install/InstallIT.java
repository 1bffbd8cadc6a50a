package io.mediarunner.launcher.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mediarunner.launcher.TestRunner;
import io.mediarunner.launcher.app.VertxFactory;
import io.mediarunner.launcher.demo.DemoSite;
import io.mediarunner.launcher.os.FreePorts;
import io.mediarunner.verticles.demo.ManagerDouble;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * The packages of {@code bin/package} on a fresh Debian: installed, upgraded over a running task,
 * rolled back, removed. Where systemd can run in a folder, the services are real ones. Needs root.
 * {@code bin/test --install} also tries the release of Debian that an ordinary run leaves out.
 */
@Tag("install")
class InstallIT {
  private static final String DATA = "/var/lib/media-runner";

  private final Vertx vertx = VertxFactory.create();
  @TempDir private Path folder;
  private Built built;
  private ManagerDouble manager;
  private DemoSite media;
  private DebianMachine machine;
  private int port;

  @BeforeEach
  void open() throws Exception {
    assertThat(System.getProperty("user.name"))
        .as("who runs this test, which needs root: sudo bin/test --install")
        .isEqualTo("root");
    built = Built.once();
    manager = TestRunner.wait(new ManagerDouble(vertx, TestRunner.TOKEN, "1.7.1").listen(0));
    media = TestRunner.wait(new DemoSite(vertx, folder).listen());
    port = FreePorts.inARow(1);
    Run.of(
            folder,
            Map.of(),
            List.of(
                "ffmpeg",
                "-v",
                "error",
                "-y",
                "-f",
                "lavfi",
                "-i",
                "testsrc2=s=320x180:r=25:d=600",
                "-f",
                "lavfi",
                "-i",
                "sine=d=600",
                "-c:v",
                "libx264",
                "-preset",
                "ultrafast",
                "-pix_fmt",
                "yuv420p",
                "-c:a",
                "aac",
                DemoSite.VIDEO))
        .wentWell();
  }

  @AfterEach
  void close() throws Exception {
    if (machine != null) {
      machine.destroy();
    }
    TestRunner.wait(vertx.close());
  }

  private void boot(String suite) throws Exception {
    machine = DebianMachine.boot(suite, "systemd,systemd-sysv,dbus,bubblewrap");
    System.out.println(
        "install: " + suite + (machine.hasSystemd() ? " with systemd" : " without systemd"));
    for (String version : List.of(built.version(), Built.LATER)) {
      Files.copy(
          built.debianPackage(version), machine.shared().resolve("runner-" + version + ".deb"));
      Path archive = built.archive(version);
      Files.copy(archive, machine.shared().resolve(archive.getFileName()));
    }
    TestRunner.video(machine.shared().resolve("clip.mp4"), 2);
    machine.root("apt-get", "-q", "-o", "APT::Sandbox::User=root", "update").wentWell();
    machine.root("useradd", "--create-home", "--shell", "/bin/bash", "anna").wentWell();
  }

  private Run apt(String... command) throws Exception {
    String[] all = new String[command.length + 5];
    System.arraycopy(
        new String[] {"apt-get", "-q", "-y", "-o", "APT::Sandbox::User=root"}, 0, all, 0, 5);
    System.arraycopy(command, 0, all, 5, command.length);
    return machine.root(all);
  }

  private Run install(String version) throws Exception {
    return apt(
        "install",
        "--no-install-recommends",
        "--allow-downgrades",
        "/mnt/runner-" + version + ".deb");
  }

  private String settings() {
    return String.join(
        "\n",
        "",
        "RUNNER_TOKEN=" + TestRunner.TOKEN,
        "MANAGER_URL=" + manager.url(),
        "RUNNER_HOST=127.0.0.1",
        "RUNNER_BASE_PORT=" + port,
        "RUNNER_DASHBOARD_PORT=0",
        "RUNNER_TASK_TYPES=[1x(encoding)]",
        "ENCODING_PRESET=slower",
        "");
  }

  private void awaitRunner() {
    int before = manager.seen(ManagerDouble.Route.HEARTBEAT).size();
    await()
        .atMost(Duration.ofMinutes(2))
        .until(() -> manager.seen(ManagerDouble.Route.HEARTBEAT).size() > before);
  }

  private String encodeUntil(double percent) throws Exception {
    TestRunner.awaitRegistered(manager, 1);
    String task =
        TestRunner.wait(
            manager.executeWhenFree(
                "encoding",
                media.url() + "/" + DemoSite.VIDEO,
                new JsonObject(),
                Duration.ofMinutes(1)));
    await()
        .atMost(Duration.ofMinutes(5))
        .pollInterval(Duration.ofMillis(100))
        .until(() -> progress(task) > percent);
    return task;
  }

  private double progress(String task) throws Exception {
    JsonObject answer = TestRunner.wait(manager.ask(HttpMethod.GET, task, "/task/status/" + task));
    JsonObject progress = new JsonObject(answer.getString("body")).getJsonObject("progress");
    return progress == null ? 0 : progress.getDouble("percent");
  }

  /** It ends once, well, and what was encoded before is not encoded again. */
  private void survives(String task) throws Exception {
    ManagerDouble.Completion completion = TestRunner.wait(manager.completion(task));
    assertThat(completion.status()).as(completion.errorMessage()).isEqualTo("completed");
    assertThat(manager.completions().stream().filter(c -> c.taskId().equals(task))).hasSize(1);
    String log = TestRunner.wait(manager.file(task, "encoding.log")).toString();
    assertThat(log.lines().filter(line -> !line.startsWith("[")))
        .as("the encode went on while no runner was there")
        .anyMatch(line -> line.matches(".* (adopted a running|resuming an interrupted) encode"))
        .noneMatch(line -> line.contains("encoding from"));
  }

  /** Of the Debian package; by the command line of its unit where there is no systemd. */
  private void startService() throws Exception {
    if (machine.hasSystemd()) {
      machine.root("systemctl", "enable", "--now", "media-runner").wentWell();
    } else {
      String unit = Files.readString(machine.file("/usr/lib/systemd/system/media-runner.service"));
      machine.background(
          "media-runner", "service", unit.replaceFirst("(?s).*ExecStart=([^\\n]*).*", "exec $1"));
    }
    awaitRunner();
  }

  private void stopUnlessSystemdDoes() throws Exception {
    if (!machine.hasSystemd()) {
      stopRunner();
    }
  }

  private void stopRunner() throws Exception {
    machine.shell("root", "kill -TERM $(pidof java)").wentWell();
    await().atMost(Duration.ofMinutes(1)).until(() -> machine.root("pidof", "java").exit() != 0);
  }

  private void startUnlessSystemdDid() throws Exception {
    if (machine.hasSystemd()) {
      assertThat(machine.root("systemctl", "is-active", "media-runner").said())
          .isEqualTo("active\n");
      awaitRunner();
    } else {
      startService();
    }
  }

  @Test
  void debianPackageOnBookworm() throws Exception {
    boot("bookworm");
    debianPackage();
  }

  @Test
  @EnabledIfSystemProperty(
      named = "install",
      matches = "full",
      disabledReason = "bin/test --install tries it")
  void debianPackageOnTrixie() throws Exception {
    boot("trixie");
    debianPackage();
  }

  private void debianPackage() throws Exception {
    refusesWhatItWouldBreak();

    assertThat(install(built.version()).wentWell())
        .contains("not started, because /etc/media-runner/runner.env has no RUNNER_TOKEN yet");
    assertThat(
            machine.shell("root", "stat -c '%a %U %G' /etc/media-runner/runner.env " + DATA).said())
        .isEqualTo("640 root media-runner\n750 media-runner media-runner\n");
    assertThat(machine.root("pidof", "java").exit()).as("nothing runs").isEqualTo(1);
    assertThat(machine.as("anna", "media-runner", "--version").wentWell())
        .startsWith("Media Runner " + built.version() + "\n");
    processesAnnasVideo();

    Files.writeString(
        machine.file("/etc/media-runner/runner.env"),
        Files.readString(machine.file("/etc/media-runner/runner.env")) + settings());
    findsNothingWrong(machine.as("media-runner", "media-runner", "doctor"));
    startService();
    String first = encodeUntil(10);
    stopUnlessSystemdDoes();
    install(Built.LATER).wentWell();
    startUnlessSystemdDid();
    assertThat(machine.root("media-runner", "--version").said()).contains(Built.LATER);
    survives(first);

    String second = encodeUntil(10);
    stopUnlessSystemdDoes();
    install(built.version()).wentWell();
    startUnlessSystemdDid();
    assertThat(machine.root("media-runner", "--version").said()).contains(built.version());
    survives(second);

    stopUnlessSystemdDoes();
    apt("remove", "media-runner").wentWell();
    assertThat(machine.root("pidof", "java", "ffmpeg").exit()).isEqualTo(1);
    assertThat(machine.file("/usr/lib/media-runner")).doesNotExist();
    assertThat(machine.file("/etc/media-runner/runner.env")).exists();
    assertThat(machine.file(DATA + "/runner.db")).exists();
    apt("purge", "media-runner").wentWell();
    assertThat(
            machine
                .shell(
                    "root",
                    "find / -xdev -path /mnt -prune -o '(' -name '*media-runner*' -o -nouser ')' -print")
                .said())
        .as("what purge leaves")
        .isEqualTo("/home/anna/.cache/media-runner\n");
    assertThat(machine.root("getent", "passwd", "media-runner").exit()).isEqualTo(2);
  }

  private void refusesWhatItWouldBreak() throws Exception {
    String unit = "/etc/systemd/system/media-runner.service";
    Files.writeString(machine.file(unit), "[Service]\nExecStart=/opt/mine/bin/runner start\n");
    Run handMade = install(built.version());
    assertThat(handMade.exit()).isNotZero();
    assertThat(handMade.said())
        .contains(unit + " starts another installation", "move the file away");
    Files.delete(machine.file(unit));
    String other = System.getProperty("os.arch").equals("aarch64") ? "amd64" : "arm64";
    Files.copy(
        built.out().resolve("media-runner_" + built.version() + "_" + other + ".deb"),
        machine.shared().resolve("other.deb"));
    assertThat(machine.root("dpkg", "--install", "/mnt/other.deb").said())
        .contains("package architecture (" + other + ") does not match system");
    assertThat(machine.file("/usr/lib/media-runner")).doesNotExist();
    assertThat(machine.file("/etc/media-runner")).doesNotExist();
  }

  private static void findsNothingWrong(Run doctor) {
    assertThat(doctor.exit()).as(doctor.said()).isIn(0, 2); // 2: warnings
    assertThat(doctor.said()).contains("ffmpeg").doesNotContain("ERROR");
  }

  private void processesAnnasVideo() throws Exception {
    machine.shell("anna", "cp /mnt/clip.mp4 ~").wentWell();
    Instant begin = Instant.now();
    machine.shell("anna", "cd ~ && media-runner process encoding clip.mp4").wentWell();
    assertThat(Duration.between(begin, Instant.now())).isLessThan(Duration.ofMinutes(5));
    assertThat(machine.file("/home/anna/clip-encoding/master.m3u8")).exists();
  }

  /** As a user without rights, in a folder with a blank, an apostrophe and an accent. */
  @Test
  void archiveOfAUserAndOfTheMachine() throws Exception {
    boot("bookworm");
    apt(
            "install",
            "--no-install-recommends",
            "default-jre-headless",
            "libxcb1",
            "libxcb-shm0",
            "libasound2",
            "libpulse0")
        .wentWell();
    archiveOfAUser();
    if (machine.hasSystemd()) {
      archiveOfTheMachine();
    }
  }

  private void archiveOfAUser() throws Exception {
    String base = "/home/anna/Vidéos d’été";
    String in = "cd '" + base + "' && ";
    Files.createDirectories(machine.file(base));
    machine.root("chown", "anna:", base).wentWell();
    machine
        .shell("anna", in + "tar -xzf /mnt/media-runner-" + built.version() + ".tar.gz")
        .wentWell();
    String runner = "media-runner-" + built.version() + "/bin/runner ";
    machine
        .shell(
            "anna",
            in + "cp /mnt/clip.mp4 'mon été.mp4' && " + runner + "process encoding 'mon été.mp4'")
        .wentWell();
    assertThat(machine.file(base + "/mon été-encoding/master.m3u8")).exists();

    Files.writeString(
        machine.file(base + "/media-runner.env"),
        settings()
            + "STORAGE_DIR="
            + base
            + "/tâches\nLOG_DIR="
            + base
            + "/logs\nCACHE_DIR="
            + base
            + "/cache\n");
    machine.root("chown", "anna:", base + "/media-runner.env").wentWell();
    findsNothingWrong(machine.shell("anna", in + runner + "doctor"));
    machine.background("anna", "first", in + "exec " + runner + "start");
    awaitRunner();
    String task = encodeUntil(10);
    Run refused = machine.shell("anna", in + runner + "service install");
    assertThat(refused.exit()).isEqualTo(machine.hasSystemd() ? 4 : 5);
    refusesDamagedArchives(in, runner, base);

    Files.createDirectories(machine.file(base + "/.media-runner-unpacking-1/half"));
    machine.root("chown", "-R", "anna:", base + "/.media-runner-unpacking-1").wentWell();
    assertThat(
            machine
                .shell("anna", in + runner + "upgrade /mnt/media-runner-" + Built.LATER + ".tar.gz")
                .wentWell())
        .contains("media-runner-" + Built.LATER + " is the current release", "Restart it");
    assertThat(machine.file(base + "/.media-runner-unpacking-1")).doesNotExist();
    stopRunner();
    machine.background("anna", "second", in + "exec media-runner/bin/runner start");
    awaitRunner();
    survives(task);
    assertThat(machine.shell("anna", in + "media-runner/bin/runner --version").said())
        .contains(Built.LATER);

    assertThat(machine.shell("anna", in + "media-runner/bin/runner uninstall --yes").said())
        .contains("A runner still runs from here");
    stopRunner();
    machine.shell("anna", in + "media-runner/bin/runner rollback").wentWell();
    assertThat(machine.shell("anna", in + "media-runner/bin/runner --version").said())
        .contains(built.version());
    machine.shell("anna", in + "media-runner/bin/runner uninstall --yes").wentWell();
    assertThat(machine.shell("anna", in + "ls -A").said().lines())
        .containsExactlyInAnyOrder(
            "cache", "logs", "media-runner.env", "mon été-encoding", "mon été.mp4", "tâches");
  }

  private void refusesDamagedArchives(String in, String runner, String base) throws Exception {
    machine
        .shell(
            "anna",
            "head -c 1000000 /mnt/media-runner-" + Built.LATER + ".tar.gz >/tmp/half.tar.gz")
        .wentWell();
    Run half = machine.shell("anna", in + runner + "upgrade /tmp/half.tar.gz");
    assertThat(half.exit()).isEqualTo(1);
    assertThat(half.said()).contains("is damaged or no archive").hasLineCount(1);
    machine.shell("anna", "cd /tmp && mkdir -p other && tar -czf other.tar.gz other").wentWell();
    Run other = machine.shell("anna", in + runner + "upgrade /tmp/other.tar.gz");
    assertThat(other.said()).contains("is not a complete release of Media Runner").hasLineCount(1);
    assertThat(machine.shell("anna", in + runner + "rollback").exit()).isEqualTo(7);
    assertThat(machine.file(base + "/media-runner")).doesNotExist();
  }

  private void archiveOfTheMachine() throws Exception {
    machine
        .shell("root", "tar -C /opt -xzf /mnt/media-runner-" + built.version() + ".tar.gz")
        .wentWell();
    String runner = "/opt/media-runner/bin/runner";
    machine.shell("root", "install -d -m 777 " + DATA + "-tasks").wentWell();
    Path settings =
        Files.writeString(
            machine.file("/opt/media-runner.env"),
            settings()
                + "STORAGE_DIR="
                + DATA
                + "-tasks\nLOG_DIR="
                + DATA
                + "-tasks/logs\nCACHE_DIR="
                + DATA
                + "-tasks/cache\n");
    assertThat(settings).exists();

    assertThat(
            machine
                .shell(
                    "root", "/opt/media-runner-" + built.version() + "/bin/runner service install")
                .wentWell())
        .contains("Made the user media-runner", "Started.");
    awaitRunner();
    assertThat(machine.root(runner, "service", "status").wentWell())
        .startsWith("active (running), enabled: Instances: ");
    assertThat(machine.shell("root", "stat -c %U /proc/$(pidof java)").said())
        .isEqualTo("media-runner\n");
    String task = encodeUntil(10);
    assertThat(
            machine
                .root(runner, "upgrade", "/mnt/media-runner-" + Built.LATER + ".tar.gz")
                .wentWell())
        .contains("its tasks continue", "is the current release");
    survives(task);
    assertThat(machine.root(runner, "--version").said()).contains(Built.LATER);

    machine.root(runner, "rollback").wentWell();
    assertThat(machine.root(runner, "--version").said()).contains(built.version());
    assertThat(machine.root(runner, "service", "status").exit()).isZero();

    // A release that does not start: the one before it runs again.
    machine
        .shell(
            "root", "sed -i 's/^exec /exit 1 # /' /opt/media-runner-" + Built.LATER + "/bin/runner")
        .wentWell();
    Run broken = machine.root(runner, "rollback");
    assertThat(broken.exit()).isEqualTo(1);
    assertThat(broken.said()).contains("does not start with", "runs again");
    assertThat(machine.root(runner, "service", "status").exit()).isZero();

    machine.root(runner, "uninstall", "--yes").wentWell();
    assertThat(machine.root("pidof", "java").exit()).isEqualTo(1);
    assertThat(
            machine
                .shell("root", "ls -A /opt; ls -A /etc/systemd/system | grep media || true")
                .said())
        .isEqualTo("media-runner.env\n");
  }
}
