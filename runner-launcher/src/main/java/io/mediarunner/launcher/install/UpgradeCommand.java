package io.mediarunner.launcher.install;

import io.mediarunner.launcher.os.LockFile;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code upgrade}: a new release beside the one that runs, then the switch. */
@Command(
    name = "upgrade",
    description = {
      "Install a release from its archive beside this one, try it, and make it the current one.",
      "A running service restarts and continues its tasks; if it does not start, the release before"
          + " it runs again.",
      "Exit codes: docs/installation.md"
    },
    mixinStandardHelpOptions = true)
public final class UpgradeCommand extends InstallCommand {
  @Parameters(paramLabel = "ARCHIVE", description = "media-runner-VERSION.tar.gz")
  private Path archive;

  @Override
  int run(Installation installation, Programs programs) throws IOException {
    installation.mustBeArchive("upgrade");
    Releases releases = new Releases(installation.base());
    releases.mustBeChangeable();
    LockFile lock = Switch.lock(releases);
    try {
      NewRelease fresh = new NewRelease(releases, programs);
      fresh.cleanUp();
      Path before = releases.current().orElse(installation.home());
      Path release = fresh.unpack(archive);
      // Makes its class data, so that the switch takes a moment only.
      programs.run(release.resolve("bin/runner").toString(), "--version");
      new Switch(releases, programs, out()).to(release, before);
    } finally {
      lock.close();
    }
    return 0;
  }
}
