package io.mediarunner.launcher.doctor.network;

import io.mediarunner.core.config.InstanceConfig;
import io.mediarunner.core.config.RunnerConfig;
import io.mediarunner.core.machine.PortOwner;
import io.mediarunner.launcher.doctor.check.Check;
import io.mediarunner.launcher.doctor.check.CheckResult;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Whether the ports of the instances and the dashboard are free, or a runner is already there. */
public final class PortsCheck implements Check {
  private static final String NAME = "ports";
  private static final String JAVA = "java ";
  private final RunnerConfig config;

  public PortsCheck(RunnerConfig config) {
    this.config = config;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<CheckResult> run() {
    Map<Integer, String> wanted = new LinkedHashMap<>();
    for (InstanceConfig instance : config.instances()) {
      wanted.put(instance.port(), instance.bindHost());
    }
    Map<Integer, String> keys = new LinkedHashMap<>();
    wanted.keySet().forEach(port -> keys.put(port, "RUNNER_BASE_PORT"));
    if (config.dashboard().enabled()) {
      wanted.putIfAbsent(config.dashboard().port(), config.dashboard().host());
      keys.putIfAbsent(config.dashboard().port(), "RUNNER_DASHBOARD_PORT");
    }
    if (config.cluster().enabled()) {
      wanted.putIfAbsent(config.cluster().port(), config.cluster().host());
      keys.putIfAbsent(config.cluster().port(), "RUNNER_CLUSTER_PORT");
      config
          .cluster()
          .hazelcast()
          .ifPresent(
              bus -> {
                wanted.putIfAbsent(bus.port(), config.cluster().host());
                keys.putIfAbsent(bus.port(), "RUNNER_CLUSTER_HAZELCAST_PORT");
                wanted.putIfAbsent(bus.busPort(), config.cluster().host());
                keys.putIfAbsent(bus.busPort(), "RUNNER_CLUSTER_BUS_PORT");
              });
    }
    List<CheckResult> results = new ArrayList<>();
    wanted.forEach((port, host) -> results.add(port(port, host, String.valueOf(keys.get(port)))));
    return results;
  }

  private static CheckResult port(int port, String host, String key) {
    String name = NAME + ":" + port;
    InetAddress address;
    try {
      address = InetAddress.getByName(host);
    } catch (UnknownHostException e) {
      return CheckResult.error(
          name,
          "the name " + host + ", to listen on, cannot be resolved",
          "set RUNNER_BIND_HOST to an address of this machine, or 0.0.0.0");
    }
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(address, port));
      return CheckResult.good(name, "free on " + host);
    } catch (IOException e) {
      Optional<String> owner = PortOwner.of(port);
      if (owner.isEmpty()) {
        return CheckResult.error(
            name,
            "cannot listen on " + host + ": " + e.getMessage(),
            "set RUNNER_BIND_HOST to an address of this machine, or choose a port above 1023");
      }
      String who = "in use by " + owner.get();
      return owner.get().startsWith(JAVA)
          ? CheckResult.good(name, who + "; fine if that is this runner").optional()
          : CheckResult.error(name, who, "end it, or set " + key + " to a free port");
    }
  }
}
