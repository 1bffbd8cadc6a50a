package io.mediarunner.launcher.install;

import io.mediarunner.launcher.os.LockFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Makes another release the current one, with the service, or leaves all as it was. */
final class Switch {
  private final Releases releases;
  private final Programs programs;
  private final PrintWriter out;

  Switch(Releases releases, Programs programs, PrintWriter out) {
    this.releases = releases;
    this.programs = programs;
    this.out = out;
  }

  /**
   * The lock of the folder, so that two upgrades do not meet.
   *
   * @throws RefusedException if another one holds it
   */
  static LockFile lock(Releases releases) throws IOException {
    Path file = releases.base().resolve(".media-runner.lock");
    return LockFile.tryAcquire(file)
        .orElseThrow(
            () ->
                new RefusedException(
                    RefusedException.FAILED,
                    "Another upgrade or rollback runs in "
                        + releases.base()
                        + ": wait until it is done."));
  }

  /**
   * @param release to be the current one
   * @param before the current one so far
   * @throws RefusedException if the service does not start with it; the one before runs again
   */
  void to(Path release, Path before) throws IOException {
    Optional<Path> previous = releases.previous();
    Optional<Systemd> service = Systemd.starting(releases, programs).filter(Switch::isActive);
    releases.makePrevious(Optional.of(before));
    releases.makeCurrent(release);
    if (service.isPresent()) {
      out.println("Restarting the service; its tasks continue ...");
      out.flush();
      Programs.Result restarted = service.get().control("restart", Systemd.NAME);
      if (!restarted.good()) {
        releases.makeCurrent(before);
        releases.makePrevious(previous);
        service.get().control("reset-failed", Systemd.NAME);
        Programs.Result again = service.get().control("restart", Systemd.NAME);
        throw new RefusedException(
            RefusedException.FAILED,
            String.format(
                Locale.ROOT,
                "The service does not start with %s (journalctl %s-u media-runner -n 20 says why). %s.",
                release.getFileName(),
                service.get().user() ? "--user " : "",
                again.good()
                    ? before.getFileName() + " runs again"
                    : before.getFileName()
                        + " is the current release again, but does not start either"));
      }
    }
    out.println(
        release.getFileName()
            + " is the current release. Back: "
            + releases.link()
            + "/bin/runner rollback");
    if (service.isEmpty()) {
      List<Long> running = RunningFrom.folder(releases.base());
      if (!running.isEmpty()) {
        out.println(
            "A runner still runs the release before it (process "
                + running.get(0)
                + "). Restart it: stop it with SIGTERM, then "
                + releases.link()
                + "/bin/runner start. Its tasks continue.");
      }
    }
  }

  private static boolean isActive(Systemd service) {
    try {
      return service.isActive();
    } catch (IOException e) {
      return false;
    }
  }
}
