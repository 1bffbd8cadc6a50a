package io.mediarunner.launcher.install;

import io.mediarunner.launcher.os.LockFile;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Command;

/** {@code rollback}: back to the release before the current one. */
@Command(
    name = "rollback",
    description = {
      "Make the release before the current one the current one again. A running service restarts and"
          + " continues its tasks.",
      "Exit codes: docs/installation.md"
    },
    mixinStandardHelpOptions = true)
public final class RollbackCommand extends InstallCommand {
  @Override
  int run(Installation installation, Programs programs) throws IOException {
    installation.mustBeArchive("rollback");
    Releases releases = new Releases(installation.base());
    releases.mustBeChangeable();
    LockFile lock = Switch.lock(releases);
    try {
      Path back =
          releases
              .previous()
              .filter(Installation::isRelease)
              .orElseThrow(
                  () ->
                      new RefusedException(
                          RefusedException.ABSENT,
                          "There is no release before this one in "
                              + releases.base()
                              + ". Install an older one with upgrade."));
      new Switch(releases, programs, out())
          .to(back, releases.current().orElse(installation.home()));
    } finally {
      lock.close();
    }
    return 0;
  }
}
