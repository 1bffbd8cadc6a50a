package io.mediarunner.launcher.doctor.machine;

import io.mediarunner.launcher.doctor.check.Check;
import io.mediarunner.launcher.doctor.check.CheckResult;
import io.mediarunner.launcher.os.TemporaryFolder;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Whether temporary files can be written, and libraries among them loaded. */
public final class TemporaryCheck implements Check {
  private static final String NAME = "tmp";
  private final Path system;

  public TemporaryCheck() {
    this(Path.of(System.getProperty("java.io.tmpdir")));
  }

  TemporaryCheck(Path system) {
    this.system = system;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<CheckResult> run() throws Exception {
    Optional<String> problem = TemporaryFolder.problem(system);
    if (problem.isEmpty()) {
      return List.of(CheckResult.good(NAME, system + " can be used"));
    }
    Optional<Path> other =
        TemporaryFolder.candidates(system).stream()
            .filter(folder -> TemporaryFolder.problem(folder).isEmpty())
            .findFirst();
    String what = problem.get();
    return List.of(
        other
            .map(
                folder ->
                    CheckResult.good(NAME, what + "; " + folder + " is used instead").optional())
            .orElseGet(
                () ->
                    CheckResult.error(
                        NAME,
                        what + ", and no other folder can be used",
                        "set RUNNER_JAVA_OPTS=-Djava.io.tmpdir=FOLDER to one that allows programs")));
  }
}
