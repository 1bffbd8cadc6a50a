package io.mediarunner.launcher.install;

import io.mediarunner.launcher.app.Home;
import io.mediarunner.launcher.log.Logging;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command about the installation. Its exit codes are those of {@link RefusedException}. */
abstract class InstallCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Override
  public final Integer call() throws IOException {
    Logging.quiet();
    try {
      return run(Installation.at(Home.folder()), new Programs());
    } catch (RefusedException e) {
      spec.commandLine().getErr().println(e.getMessage());
      return e.exitCode();
    }
  }

  /**
   * @return exit code
   * @throws RefusedException if nothing was changed; says why
   */
  abstract int run(Installation installation, Programs programs) throws IOException;

  final PrintWriter out() {
    return spec.commandLine().getOut();
  }

  static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
  }
}
