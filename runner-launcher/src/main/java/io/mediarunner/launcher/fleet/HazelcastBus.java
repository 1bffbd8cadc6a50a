package io.mediarunner.launcher.fleet;

import com.hazelcast.config.AdvancedNetworkConfig;
import com.hazelcast.config.Config;
import com.hazelcast.config.JavaSerializationFilterConfig;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.ServerSocketEndpointConfig;
import io.mediarunner.core.config.cluster.ClusterConfig;
import io.mediarunner.core.config.cluster.HazelcastConfig;
import io.mediarunner.core.fleet.ClusterMac;
import io.mediarunner.verticles.bus.ClusterBus;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.spi.cluster.hazelcast.ConfigUtil;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.util.Map;

/**
 * Joins the members of a fleet to one event bus, by Hazelcast. Members are found through a list of
 * addresses, never by multicast; there is no port for clients, nothing is sent home, and only
 * classes of Hazelcast, Vert.x' cluster manager and the JDK are read from the wire. It knows
 * neither TLS nor passwords: it belongs on a private network.
 */
public final class HazelcastBus {
  /** Time after which a silent member counts as gone. */
  private static final String SILENT_SECONDS = "25";

  private static final int PING_MILLIS = 5_000;
  private static final int NAME_CHARS = 16;

  /** Few threads and partitions: a dozen members keep a handful of entries. */
  private static final Map<String, String> PROPERTIES =
      Map.ofEntries(
          Map.entry("hazelcast.logging.type", "slf4j"),
          Map.entry("hazelcast.phone.home.enabled", "false"),
          Map.entry("hazelcast.shutdownhook.enabled", "false"),
          Map.entry("hazelcast.health.monitoring.level", "OFF"),
          Map.entry("hazelcast.socket.bind.any", "false"),
          Map.entry("hazelcast.max.no.heartbeat.seconds", SILENT_SECONDS),
          Map.entry("hazelcast.wait.seconds.before.join", "1"),
          Map.entry("hazelcast.merge.first.run.delay.seconds", "30"),
          Map.entry("hazelcast.merge.next.run.delay.seconds", "30"),
          Map.entry("hazelcast.partition.count", "31"),
          Map.entry("hazelcast.operation.thread.count", "2"),
          Map.entry("hazelcast.operation.generic.thread.count", "2"),
          Map.entry("hazelcast.io.thread.count", "1"),
          Map.entry("hazelcast.event.thread.count", "1"));

  private HazelcastBus() {}

  /**
   * Joins, or begins a cluster of one.
   *
   * @param mac of the cluster's secret: members with another one form another cluster
   * @throws IllegalArgumentException if the settings want no such bus
   */
  public static Future<ClusterBus> join(ClusterConfig config, ClusterMac mac) {
    HazelcastConfig hazelcast =
        config
            .hazelcast()
            .orElseThrow(() -> new IllegalArgumentException("RUNNER_CLUSTER is not hazelcast"));
    EventBusOptions bus =
        new EventBusOptions()
            .setHost(config.host())
            .setPort(hazelcast.busPort())
            .setClusterPublicHost(config.host())
            .setClusterPublicPort(hazelcast.busPort())
            .setClusterPingInterval(PING_MILLIS)
            .setClusterPingReplyInterval(PING_MILLIS)
            .setConnectTimeout(PING_MILLIS);
    VertxOptions options =
        new VertxOptions()
            .setEventLoopPoolSize(1)
            .setWorkerPoolSize(1)
            .setInternalBlockingPoolSize(2)
            .setFileSystemOptions(
                new FileSystemOptions()
                    .setFileCachingEnabled(false)
                    .setClassPathResolvingEnabled(false))
            .setEventBusOptions(bus);
    return Vertx.builder()
        .with(options)
        .withClusterManager(new HazelcastClusterManager(members(config, hazelcast, mac)))
        .buildClustered()
        .map(ClusterBus::new);
  }

  private static Config members(ClusterConfig config, HazelcastConfig hazelcast, ClusterMac mac) {
    Config members = ConfigUtil.loadConfig(); // with the maps that the cluster manager needs
    PROPERTIES.forEach(members::setProperty);
    members.setClusterName("media-runner-" + mac.of("cluster").substring(0, NAME_CHARS));
    members.getJetConfig().setEnabled(false);
    JavaSerializationFilterConfig filter = new JavaSerializationFilterConfig();
    filter.getWhitelist().addPrefixes("io.vertx.spi.cluster.hazelcast.");
    members.getSerializationConfig().setJavaSerializationFilterConfig(filter);
    ServerSocketEndpointConfig endpoint = new ServerSocketEndpointConfig();
    endpoint
        .setPort(hazelcast.port())
        .setPortAutoIncrement(false)
        .setPublicAddress(config.host() + ":" + hazelcast.port());
    endpoint.getInterfaces().setEnabled(true).addInterface(config.host());
    JoinConfig join = new JoinConfig();
    join.getAutoDetectionConfig().setEnabled(false);
    join.getMulticastConfig().setEnabled(false);
    join.getTcpIpConfig().setEnabled(true).setMembers(hazelcast.seeds());
    AdvancedNetworkConfig network = members.getAdvancedNetworkConfig();
    network.setEnabled(true).setMemberEndpointConfig(endpoint).setJoin(join); // none for clients
    return members;
  }
}
