package io.mediarunner.launcher.install;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * A fresh Debian in a folder, run as a machine of its own that shares this one's network. Needs
 * root.
 */
final class DebianMachine {
  private static final Path SCRIPT = Path.of("src/test/resources/install/container.sh");
  private static final Path CONSOLE = Path.of("target/debian");

  private final Path root;
  private final Path shared;
  private final String group;
  private final Process keeper;
  private final long first;
  private final String kind;

  private DebianMachine(Path root, Path shared, String group, Process keeper) throws IOException {
    this.root = root;
    this.shared = shared;
    this.group = group;
    this.keeper = keeper;
    Path mark = shared.resolve("first");
    await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> Files.exists(mark) && !Files.readString(mark).isBlank());
    this.kind = Files.readString(mark).strip();
    this.first = keeper.children().findFirst().orElseThrow().pid();
  }

  /**
   * @param suite such as {@code bookworm}
   * @param more packages beside the smallest set
   */
  static DebianMachine boot(String suite, String more) throws Exception {
    Path folder = Files.createDirectories(CONSOLE.toAbsolutePath());
    Path root = folder.resolve(suite);
    Path shared = folder.resolve(suite + "-shared");
    remove(root);
    remove(shared);
    Files.createDirectories(shared);
    Path cache =
        Files.createDirectories(
            Path.of(System.getProperty("user.home"), ".cache/media-runner/debootstrap", suite));
    Run.of(
            folder,
            Map.of(),
            List.of(
                "debootstrap",
                "--variant=minbase",
                "--include=" + more,
                "--cache-dir=" + cache,
                suite,
                root.toString(),
                "http://deb.debian.org/debian"))
        .wentWell();
    for (String foreign :
        List.of("systemd-sysctl", "systemd-modules-load", "console-getty", "systemd-timesyncd")) {
      Path unit = root.resolve("etc/systemd/system").resolve(foreign + ".service");
      Files.createDirectories(unit.getParent());
      Files.createSymbolicLink(unit, Path.of("/dev/null")); // they would act on this machine
    }
    String group = "media-runner-test-" + ProcessHandle.current().pid();
    Process keeper =
        new ProcessBuilder(
                SCRIPT.toAbsolutePath().toString(), root.toString(), shared.toString(), group)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve(suite + ".log").toFile())
            .start();
    DebianMachine machine = new DebianMachine(root, shared, group, keeper);
    if (machine.hasSystemd()) {
      await()
          .atMost(Duration.ofMinutes(1))
          .until(
              () ->
                  machine
                      .root("systemctl", "is-system-running")
                      .said()
                      .matches("(running|degraded)\\s*"));
    }
    return machine;
  }

  private static void remove(Path folder) throws Exception {
    Run.of(Path.of("."), Map.of(), List.of("rm", "-rf", "--one-file-system", folder.toString()))
        .wentWell();
  }

  boolean hasSystemd() {
    return !kind.equals("plain");
  }

  /** Its /mnt. */
  Path shared() {
    return shared;
  }

  /** A path in it, as seen from outside. */
  Path file(String path) {
    return root.resolve(path.substring(1));
  }

  List<String> command(String user, List<String> command) {
    List<String> all =
        new ArrayList<>(
            List.of("nsenter", "-t", "" + first, "-m", "-p", "-i", "-u", "-C", "-r", "-w", "env"));
    all.addAll(
        List.of(
            "-i",
            "PATH=/usr/sbin:/usr/bin:/sbin:/bin",
            "DEBIAN_FRONTEND=noninteractive",
            "LANG=POSIX"));
    switch (user) {
      case "root" -> all.add("HOME=/root");
      case "media-runner" ->
          all.addAll(List.of("HOME=/var/lib/media-runner", "runuser", "-u", user, "--"));
      default -> all.addAll(List.of("HOME=/home/" + user, "runuser", "-u", user, "--"));
    }
    all.addAll(command);
    return all;
  }

  Run as(String user, String... command) throws IOException, InterruptedException {
    return Run.of(Path.of("/"), Map.of(), command(user, Arrays.asList(command)));
  }

  Run root(String... command) throws IOException, InterruptedException {
    return as("root", command);
  }

  /** Lines of a shell, which end at the first that fails. */
  Run shell(String user, String script) throws IOException, InterruptedException {
    return as(user, "sh", "-euc", script);
  }

  /** Starts a program that stays; its output goes to the shared folder. */
  void background(String user, String name, String script) throws IOException {
    new ProcessBuilder(command(user, List.of("setsid", "sh", "-euc", script)))
        .redirectErrorStream(true)
        .redirectOutput(shared.resolve(name + ".log").toFile())
        .start();
  }

  String log(String name) throws IOException {
    return Files.readString(shared.resolve(name + ".log"), StandardCharsets.UTF_8);
  }

  /** Ends all its processes and removes it. */
  void destroy() throws Exception {
    ProcessHandle.of(first).ifPresent(ProcessHandle::destroyForcibly);
    keeper.destroyForcibly().waitFor();
    for (String hierarchy :
        List.of("/sys/fs/cgroup/systemd", "/sys/fs/cgroup/unified", "/sys/fs/cgroup")) {
      Path mine = Path.of(hierarchy, group);
      if (Files.isDirectory(mine)) {
        Run.of(
            Path.of("/"),
            Map.of(),
            List.of("find", mine.toString(), "-depth", "-type", "d", "-exec", "rmdir", "{}", ";"));
      }
    }
    remove(root);
  }
}
