package io.mediarunner.launcher.install;

import io.mediarunner.core.workspace.Workspace;
import io.mediarunner.launcher.os.LockFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code uninstall}: removes the program and keeps the data. */
@Command(
    name = "uninstall",
    description = {
      "Remove all releases in this folder and the service that starts them. Settings, results and logs"
          + " stay.",
      "Exit codes: docs/installation.md"
    },
    mixinStandardHelpOptions = true)
public final class UninstallCommand extends InstallCommand {
  @Option(names = "--yes", description = "Do not ask.")
  private boolean yes;

  @Override
  int run(Installation installation, Programs programs) throws IOException {
    installation.mustBeArchive("uninstall");
    Releases releases = new Releases(installation.base());
    releases.mustBeChangeable();
    LockFile lock = Switch.lock(releases);
    try {
      Optional<Systemd> service =
          Systemd.starting(releases, programs).filter(UninstallCommand::ours);
      if (service.isPresent() && !Files.isWritable(service.get().unit())) {
        throw new RefusedException(
            RefusedException.RIGHTS,
            "The service belongs to root: run sudo " + releases.link() + "/bin/runner uninstall.");
      }
      List<Long> running = RunningFrom.folder(releases.base());
      if (service.filter(UninstallCommand::active).isEmpty() && !running.isEmpty()) {
        throw new RefusedException(
            RefusedException.FAILED,
            "A runner still runs from here (process " + running.get(0) + "): stop it first.");
      }
      List<Path> all = releases.all();
      all.forEach(release -> out().println("Removes " + release));
      service.ifPresent(unit -> out().println("Removes " + unit.unit()));
      out().println("Keeps the settings (" + releases.settings() + "), results and logs.");
      out().flush();
      if (!yes && !agreed()) {
        out().println("Nothing was removed.");
        return RefusedException.FAILED;
      }
      if (service.isPresent()) {
        new ServiceRemoval(service.get()).remove();
      }
      releases.unlink();
      for (Path release : all) {
        Workspace.deleteTree(release);
      }
      new NewRelease(releases, programs).cleanUp();
      Files.deleteIfExists(releases.base().resolve(".media-runner.lock"));
      out().println("Done.");
    } finally {
      lock.close();
    }
    return 0;
  }

  private boolean agreed() throws IOException {
    out().print("Go on? [y/N] ");
    out().flush();
    String answer =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
    return answer != null && answer.strip().equalsIgnoreCase("y");
  }

  private static boolean ours(Systemd service) {
    try {
      return service.isOurs();
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean active(Systemd service) {
    try {
      return service.isActive();
    } catch (IOException e) {
      return false;
    }
  }
}
