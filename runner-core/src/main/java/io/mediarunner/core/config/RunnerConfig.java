package io.mediarunner.core.config;

import io.mediarunner.core.config.admission.AdmissionConfig;
import io.mediarunner.core.config.cluster.ClusterConfig;
import io.mediarunner.core.task.TaskType;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * All settings of the process, read once at start.
 *
 * @param instances the instances that this process runs, by rising number, at least one
 * @param admission when an instance takes no task although its slot is free
 * @param manager the Manager and the shared token
 * @param storage folders and their ages
 * @param downloads what may be downloaded
 * @param completion how completions are retried
 * @param tools the media programs
 * @param sandbox how they are confined
 * @param encoding how videos are encoded
 * @param studio how studio videos are encoded unless the task says otherwise
 * @param transcription how speech is transcribed
 * @param mail who is told about failures
 * @param cors which web pages may call
 * @param proxy how downloads reach the network
 * @param dashboard the operators' page and the metrics
 * @param standalone the Manager in this process, where there is one
 * @param cluster the fleet that this runner belongs to, if any
 * @param clusterSecret that its members share; present if there is a fleet
 * @param tls certificate of all servers; empty for plain HTTP
 * @param log what is logged
 * @param shutdownGrace how long running tasks get to finish on shutdown
 * @param debug whether to keep more output of the media programs
 * @param given the texts of the settings that are not defaults, by key and without secrets, for
 *     reports
 */
public record RunnerConfig(
    List<InstanceConfig> instances,
    AdmissionConfig admission,
    ManagerConfig manager,
    StorageConfig storage,
    DownloadConfig downloads,
    CompletionConfig completion,
    ToolConfig tools,
    SandboxConfig sandbox,
    EncodingConfig encoding,
    StudioConfig studio,
    TranscriptionConfig transcription,
    MailConfig mail,
    CorsConfig cors,
    ProxyConfig proxy,
    DashboardConfig dashboard,
    StandaloneConfig standalone,
    ClusterConfig cluster,
    Optional<Secret> clusterSecret,
    Optional<TlsConfig> tls,
    LogConfig log,
    Duration shutdownGrace,
    boolean debug,
    Map<String, String> given) {
  private static final Set<String> ANY_ADDRESS = Set.of("0.0.0.0", "[::]");

  /**
   * Settings that can be used.
   *
   * @param config the settings
   * @param warnings what an operator should know, one line each; never holds a secret
   */
  public record Parsed(RunnerConfig config, List<String> warnings) {
    /**
     * @throws NullPointerException if a component is null
     */
    public Parsed {
      Objects.requireNonNull(config, "config");
      warnings = List.copyOf(warnings);
    }
  }

  /**
   * @throws NullPointerException if a component is null
   * @throws IllegalArgumentException if there is no instance
   */
  public RunnerConfig {
    instances = List.copyOf(instances);
    Objects.requireNonNull(admission, "admission");
    Objects.requireNonNull(manager, "manager");
    Objects.requireNonNull(storage, "storage");
    Objects.requireNonNull(downloads, "downloads");
    Objects.requireNonNull(completion, "completion");
    Objects.requireNonNull(tools, "tools");
    Objects.requireNonNull(sandbox, "sandbox");
    Objects.requireNonNull(encoding, "encoding");
    Objects.requireNonNull(studio, "studio");
    Objects.requireNonNull(transcription, "transcription");
    Objects.requireNonNull(mail, "mail");
    Objects.requireNonNull(cors, "cors");
    Objects.requireNonNull(proxy, "proxy");
    Objects.requireNonNull(dashboard, "dashboard");
    Objects.requireNonNull(standalone, "standalone");
    Objects.requireNonNull(cluster, "cluster");
    Objects.requireNonNull(clusterSecret, "clusterSecret");
    Objects.requireNonNull(tls, "tls");
    Objects.requireNonNull(log, "log");
    Objects.requireNonNull(shutdownGrace, "shutdownGrace");
    given = Map.copyOf(given);
    if (instances.isEmpty()) {
      throw new IllegalArgumentException("instances: at least one");
    }
  }

  /**
   * The same with the Manager in this process: {@code MANAGER_URL} is the address that it listens
   * on.
   */
  public RunnerConfig asStandalone() {
    String scheme = tls.isPresent() ? "https" : "http";
    String host =
        standalone.host().contains(":") ? "[" + standalone.host() + "]" : standalone.host();
    String reached = ANY_ADDRESS.contains(host) ? "127.0.0.1" : host;
    return with(
        new ManagerConfig(
            URI.create(scheme + "://" + reached + ":" + standalone.port()),
            manager.token(),
            manager.compatVersion(),
            manager.previousToken()),
        storage,
        standalone.on());
  }

  /** The same with another cache folder: for checks, which must not fill that of the runner. */
  public RunnerConfig withCache(Path folder) {
    return with(manager, storage.withCache(folder), standalone);
  }

  private RunnerConfig with(
      ManagerConfig otherManager, StorageConfig otherStorage, StandaloneConfig otherStandalone) {
    return new RunnerConfig(
        instances,
        admission,
        otherManager,
        otherStorage,
        downloads,
        completion,
        tools,
        sandbox,
        encoding,
        studio,
        transcription,
        mail,
        cors,
        proxy,
        dashboard,
        otherStandalone,
        cluster,
        clusterSecret,
        tls,
        log,
        shutdownGrace,
        debug,
        given);
  }

  /** The ports that this process listens on. */
  public Set<Integer> ownPorts() {
    return Stream.of(
            instances.stream().map(InstanceConfig::port),
            Stream.of(dashboard.port()),
            Stream.of(standalone).filter(StandaloneConfig::enabled).map(StandaloneConfig::port),
            Stream.of(cluster).filter(ClusterConfig::enabled).map(ClusterConfig::port))
        .flatMap(ports -> ports)
        .filter(port -> port > 0)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** What the instances offer together, in the order of {@link TaskType}. */
  public List<TaskType> taskTypes() {
    return instances.stream()
        .flatMap(instance -> instance.taskTypes().stream())
        .distinct()
        .sorted()
        .toList();
  }
}
