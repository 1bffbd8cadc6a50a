package io.mediarunner.launcher.doctor.machine;

import io.mediarunner.core.machine.OpenFiles;
import io.mediarunner.launcher.doctor.check.Check;
import io.mediarunner.launcher.doctor.check.CheckResult;
import java.util.List;
import java.util.Optional;

/** Whether enough files may be open. */
public final class OpenFilesCheck implements Check {
  private static final String NAME = "files";
  private final int instances;

  public OpenFilesCheck(int instances) {
    this.instances = instances;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<CheckResult> run() {
    Optional<Long> limit = OpenFiles.limit();
    Optional<String> warning = limit.flatMap(l -> OpenFiles.warning(l, instances));
    String need = Integer.toString(OpenFiles.need(instances));
    return List.of(
        warning
            .map(
                w ->
                    CheckResult.warning(
                        NAME,
                        w.replaceFirst(": raise.*", ""),
                        "LimitNOFILE=" + need + " in the systemd unit, or ulimit -n " + need))
            .orElseGet(
                () ->
                    CheckResult.good(
                        NAME,
                        limit.map(l -> l + " may be open").orElse("no limit known")
                            + "; "
                            + need
                            + " are needed")));
  }
}
