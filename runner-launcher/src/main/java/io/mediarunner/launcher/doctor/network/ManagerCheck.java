package io.mediarunner.launcher.doctor.network;

import io.mediarunner.core.config.RunnerConfig;
import io.mediarunner.core.net.Network;
import io.mediarunner.launcher.doctor.check.Check;
import io.mediarunner.launcher.doctor.check.CheckResult;
import java.util.List;

/** Whether the Manager can be reached from here, and takes token and version. */
public final class ManagerCheck implements Check {
  private final RunnerConfig config;

  public ManagerCheck(RunnerConfig config) {
    this.config = config;
  }

  @Override
  public String name() {
    return "manager";
  }

  @Override
  public List<CheckResult> run() throws Exception {
    return new ManagerProbe(
            config.manager().url(),
            config.manager().token(),
            config.manager().compatVersion(),
            Network.of(config.proxy()))
        .run();
  }
}
