package io.mediarunner.verticles.dashboard;

import io.mediarunner.core.config.DashboardConfig;
import io.mediarunner.core.config.InstanceConfig;
import io.mediarunner.core.config.Secret;
import io.mediarunner.core.log.Masker;
import io.mediarunner.core.machine.MachineGauge;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What the dashboard is about.
 *
 * @param config where it is served
 * @param token what opens it; may differ from the configured one only where that is unset
 * @param runnerToken opens the metrics too
 * @param instances of this process
 * @param storageDir of the tasks
 * @param version of the runner
 * @param about facts on the programs, by name
 * @param notes what the start found wrong with the programs, one sentence each
 * @param machine measures CPU, memory and disk
 * @param masker takes secrets out of logs
 */
public record DashboardSetup(
    DashboardConfig config,
    Secret token,
    Secret runnerToken,
    List<InstanceConfig> instances,
    Path storageDir,
    String version,
    Map<String, String> about,
    List<String> notes,
    MachineGauge machine,
    Masker masker) {
  /**
   * @throws NullPointerException if a component is null
   */
  public DashboardSetup {
    Objects.requireNonNull(config, "config");
    Objects.requireNonNull(token, "token");
    Objects.requireNonNull(runnerToken, "runnerToken");
    instances = List.copyOf(instances);
    Objects.requireNonNull(storageDir, "storageDir");
    Objects.requireNonNull(version, "version");
    about = Map.copyOf(about);
    notes = List.copyOf(notes);
    Objects.requireNonNull(machine, "machine");
    Objects.requireNonNull(masker, "masker");
  }
}
