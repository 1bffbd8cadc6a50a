package io.mediarunner.verticles.manager;

import io.mediarunner.core.config.CompletionConfig;
import io.mediarunner.core.config.CorsConfig;
import io.mediarunner.core.config.Secret;
import io.mediarunner.core.config.StandaloneConfig.Application;
import io.mediarunner.core.task.TaskType;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the Manager of a standalone runner needs to know.
 *
 * @param host address that it listens on
 * @param port TCP port
 * @param url by which runners reach it
 * @param applications who may give it tasks
 * @param runnerTokens by which runners call
 * @param unoffered how long a task may wait of a type that nobody offers, above zero
 * @param taskTypes that the instances offer once they have registered
 * @param privateNetworks whether sources and callbacks may have private addresses
 * @param notifyHosts hosts that callbacks may go to; empty = any
 * @param ownPorts that this process listens on; no callback goes there
 * @param retries of callbacks
 * @param cors which web pages may call
 * @param kept how long ended tasks are remembered; zero = for ever
 */
public record ManagerSetup(
    String host,
    int port,
    URI url,
    List<Application> applications,
    List<Secret> runnerTokens,
    Duration unoffered,
    List<TaskType> taskTypes,
    boolean privateNetworks,
    List<String> notifyHosts,
    Set<Integer> ownPorts,
    CompletionConfig retries,
    CorsConfig cors,
    Duration kept) {
  /**
   * @throws NullPointerException if a component is null
   */
  public ManagerSetup {
    Objects.requireNonNull(host, "host");
    Objects.requireNonNull(url, "url");
    applications = List.copyOf(applications);
    runnerTokens = List.copyOf(runnerTokens);
    Objects.requireNonNull(unoffered, "unoffered");
    taskTypes = List.copyOf(taskTypes);
    notifyHosts = List.copyOf(notifyHosts);
    ownPorts = Set.copyOf(ownPorts);
    Objects.requireNonNull(retries, "retries");
    Objects.requireNonNull(cors, "cors");
    Objects.requireNonNull(kept, "kept");
  }

  String names() {
    return applications.stream().map(Application::name).collect(Collectors.joining(", "));
  }
}
