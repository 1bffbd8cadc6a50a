package io.mediarunner.launcher.install;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code service install}. */
@Command(
    name = "install",
    description = {
      "Write the unit of this installation, enable it, and start it if the settings are valid.",
      "Without --user it needs root, and runs the service as a user of its own."
    },
    mixinStandardHelpOptions = true)
final class ServiceInstallCommand extends InstallCommand {
  @Option(names = "--user", description = "A service of your own systemd, without root.")
  private boolean user;

  @Option(
      names = "--run-as",
      paramLabel = "USER",
      description = "User of the service (default: ${DEFAULT-VALUE}); made if there is none.")
  private String runAs = "media-runner";

  @Option(names = "--print", description = "Only print the unit.")
  private boolean print;

  @Override
  int run(Installation installation, Programs programs) throws IOException {
    if (installation.kind() == Installation.Kind.DEBIAN) {
      throw new RefusedException(
          RefusedException.NOT_OURS,
          "The Debian package brings its own service: systemctl enable --now media-runner");
    }
    boolean archive = installation.kind() == Installation.Kind.ARCHIVE;
    Releases releases = new Releases(archive ? installation.base() : installation.home());
    Path home = archive ? releases.link() : installation.home();
    List<String> unit =
        ServiceUnit.of(
            Files.readAllLines(installation.home().resolve("conf/media-runner.service")),
            home.resolve("bin/runner"),
            home.resolve("docs"),
            user ? "" : runAs);
    if (print) {
      unit.forEach(out()::println);
      return 0;
    }
    Systemd service = user ? Systemd.ofTheUser(programs) : Systemd.ofTheMachine(programs);
    mustBePossible(service);
    if (archive) {
      releases.mustBeChangeable();
      if (releases.current().isEmpty()) {
        releases.makeCurrent(installation.home());
      }
    }
    if (!user) {
      makeUser(home, programs);
    }
    write(service, unit);
    out().println("Wrote " + service.unit());
    start(service, home, archive ? releases.settings() : home.resolve(".env"), programs);
    return 0;
  }

  private void mustBePossible(Systemd service) throws IOException {
    if (!Systemd.runs()) {
      throw new RefusedException(
          RefusedException.MACHINE,
          "systemd does not run on this machine. Start the runner with 'start', or print the unit with"
              + " --print.");
    }
    if (!user && !isRoot()) {
      throw new RefusedException(
          RefusedException.RIGHTS,
          "A service of the machine needs root: use sudo, or --user for a service of your own.");
    }
    if (Files.exists(service.unit()) && !service.isOurs()) {
      throw new RefusedException(
          RefusedException.NOT_OURS,
          service.unit()
              + " was not written by 'service install'. Move it away if it is no longer needed, then"
              + " repeat.");
    }
    if (user && !service.control("show-environment").good()) {
      throw new RefusedException(
          RefusedException.MACHINE,
          "Your own systemd does not run: log in as this user (not with su or sudo), or use 'loginctl"
              + " enable-linger'.");
    }
  }

  /** The program must be within that user's reach: under a closed home it is not. */
  private void makeUser(Path home, Programs programs) throws IOException {
    if (!programs.run("id", runAs).good()) {
      Programs.Result made =
          programs.run(
              "useradd",
              "--system",
              "--user-group",
              "--home-dir",
              "/var/lib/media-runner",
              "--create-home",
              "--shell",
              "/usr/sbin/nologin",
              runAs);
      if (!made.good()) {
        throw new RefusedException(
            RefusedException.FAILED, "The user " + runAs + " could not be made: " + made.said());
      }
      out().println("Made the user " + runAs);
    }
    String program = home.resolve("bin/runner").toString();
    if (!programs.run("runuser", "-u", runAs, "--", "test", "-x", program).good()) {
      throw new RefusedException(
          RefusedException.RIGHTS,
          String.format(
              Locale.ROOT,
              "The user %s cannot reach %s. Move the release to a folder that all can read, such as /opt,"
                  + " or name another user with --run-as.",
              runAs,
              program));
    }
  }

  /** In one step, so that systemd never reads half a unit. */
  private static void write(Systemd service, List<String> lines) throws IOException {
    Path folder =
        Objects.requireNonNull(service.unit().toAbsolutePath().getParent(), "folder of the unit");
    Files.createDirectories(folder);
    Path fresh = folder.resolve("." + Systemd.NAME + ".new");
    Files.write(fresh, lines);
    Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rw-r--r--"));
    Files.move(fresh, service.unit(), StandardCopyOption.ATOMIC_MOVE);
    Programs.Result known = service.control("daemon-reload");
    if (known.good()) {
      known = service.control("enable", Systemd.NAME);
    }
    if (!known.good()) {
      Files.delete(service.unit());
      service.control("daemon-reload");
      throw new RefusedException(
          RefusedException.FAILED, "systemd refused the unit, which was removed: " + known.said());
    }
  }

  private void start(Systemd service, Path home, Path settings, Programs programs)
      throws IOException {
    List<String> check = new ArrayList<>();
    if (!user) {
      check.addAll(List.of("runuser", "-u", runAs, "--"));
    }
    check.addAll(
        List.of(
            home.resolve("bin/runner").toString(), "check-config", "--env", settings.toString()));
    Programs.Result checked = programs.run(check);
    String systemctl = "systemctl " + (user ? "--user " : "");
    if (!checked.good()) {
      out().println(checked.said());
      out()
          .println(
              "Not started yet. Complete "
                  + settings
                  + " (the user of the service must be able to read it), then: "
                  + systemctl
                  + "start media-runner");
      return;
    }
    Programs.Result started = service.control("restart", Systemd.NAME);
    if (!started.good()) {
      throw new RefusedException(
          RefusedException.FAILED,
          "The service is installed, but does not start: journalctl "
              + (user ? "--user " : "")
              + "-u media-runner -n 20 says why.");
    }
    out().println("Started. " + systemctl + "status media-runner shows its state.");
  }
}
