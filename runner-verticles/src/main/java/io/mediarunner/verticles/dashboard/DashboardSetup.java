package io.mediarunner.verticles.dashboard;

import io.mediarunner.core.bundle.TaskBundle;
import io.mediarunner.core.config.DashboardConfig;
import io.mediarunner.core.config.InstanceConfig;
import io.mediarunner.core.config.Secret;
import io.mediarunner.core.log.Masker;
import io.mediarunner.core.machine.MachineGauge;
import io.mediarunner.verticles.web.Listening;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Everything that the dashboard needs.
 *
 * @param config where it is served
 * @param token login token; differs from the configured one only if that is unset
 * @param runnerTokens also give access to the metrics
 * @param instances of this process
 * @param silent configured instances that do not listen, with the reason of each
 * @param grace how long running tasks get to finish when the runner is drained
 * @param storageDir of the tasks
 * @param version of the runner
 * @param about information on the programs, by name
 * @param notes problems with the programs found at startup, one sentence each
 * @param machine measures CPU, memory and disk
 * @param masker masks secrets in logs
 * @param listening how its server listens
 * @param bundles writes everything about a task into a file
 * @param fleet how each member sees the fleet, as JSON; empty if there is no fleet
 */
public record DashboardSetup(
    DashboardConfig config,
    Secret token,
    List<Secret> runnerTokens,
    List<InstanceConfig> instances,
    Map<InstanceConfig, String> silent,
    Duration grace,
    Path storageDir,
    String version,
    Map<String, String> about,
    List<String> notes,
    MachineGauge machine,
    Masker masker,
    Listening listening,
    TaskBundle bundles,
    Optional<Supplier<Future<JsonObject>>> fleet) {
  /**
   * @throws NullPointerException if a component is null
   */
  public DashboardSetup {
    Objects.requireNonNull(config, "config");
    Objects.requireNonNull(token, "token");
    runnerTokens = List.copyOf(runnerTokens);
    instances = List.copyOf(instances);
    silent = Map.copyOf(silent);
    Objects.requireNonNull(grace, "grace");
    Objects.requireNonNull(storageDir, "storageDir");
    Objects.requireNonNull(version, "version");
    about = Map.copyOf(about);
    notes = List.copyOf(notes);
    Objects.requireNonNull(machine, "machine");
    Objects.requireNonNull(masker, "masker");
    Objects.requireNonNull(listening, "listening");
    Objects.requireNonNull(bundles, "bundles");
    Objects.requireNonNull(fleet, "fleet");
  }
}
