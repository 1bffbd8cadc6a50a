package io.mediarunner.launcher.doctor.network;

import io.mediarunner.core.config.InstanceConfig;
import io.mediarunner.core.config.RunnerConfig;
import io.mediarunner.launcher.doctor.check.Check;
import io.mediarunner.launcher.doctor.check.CheckResult;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Whether the Manager can reach the address that is announced to it, as far as that can be seen
 * from here.
 */
public final class AddressCheck implements Check {
  private static final String NAME = "address";
  private static final Duration LIMIT = Duration.ofSeconds(3);
  private static final String FIX =
      "set RUNNER_HOST to a name or address of this machine that the Manager can reach";
  private final RunnerConfig config;

  public AddressCheck(RunnerConfig config) {
    this.config = config;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<CheckResult> run() throws IOException {
    InstanceConfig first = config.instances().get(0); // they differ in their ports alone
    URI url = first.advertisedUrl();
    String host = url.getHost();
    InetAddress[] addresses;
    try {
      addresses = InetAddress.getAllByName(host);
    } catch (UnknownHostException e) {
      return List.of(
          CheckResult.error(NAME, "RUNNER_HOST: the name " + host + " cannot be resolved", FIX));
    }
    List<CheckResult> results = new ArrayList<>();
    String shown =
        url
            + " ("
            + Arrays.stream(addresses)
                .map(InetAddress::getHostAddress)
                .distinct()
                .collect(Collectors.joining(", "))
            + ")";
    boolean loopback = Arrays.stream(addresses).allMatch(InetAddress::isLoopbackAddress);
    if (Arrays.stream(addresses).anyMatch(InetAddress::isAnyLocalAddress)) {
      results.add(
          CheckResult.error(
              NAME,
              url + " is no address that anybody can call",
              FIX + ", and RUNNER_BIND_HOST=" + host));
    } else if (loopback && !managerIsHere()) {
      results.add(
          CheckResult.error(
              NAME,
              shown + " leads the Manager on " + config.manager().url().getHost() + " to itself",
              FIX));
    } else if (ownAny(addresses)) {
      results.add(CheckResult.good(NAME, shown + " is this machine"));
    } else {
      results.add(foreign(shown, host, port(url)));
    }
    if (!loopback && isLoopback(first.bindHost())) {
      results.add(
          CheckResult.warning(
              NAME + ":bind",
              "the runner listens on " + first.bindHost() + " only, and announces " + host,
              "unset RUNNER_BIND_HOST, unless a proxy on this machine forwards the Manager's calls"));
    }
    return results;
  }

  /** A proxy, a container's host: somebody may forward. */
  private static CheckResult foreign(String shown, String host, int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(host, port), (int) LIMIT.toMillis());
      return CheckResult.good(
          NAME, shown + " is not this machine, but accepts connections: a proxy or container host");
    } catch (IOException e) {
      return CheckResult.warning(
          NAME,
          shown + " is not this machine, and nothing answers there now",
          FIX + "; if a proxy forwards it here, start that");
    }
  }

  private boolean managerIsHere() {
    try {
      return ownAny(InetAddress.getAllByName(config.manager().url().getHost()));
    } catch (IOException e) {
      return true; // its own check says so
    }
  }

  private static boolean isLoopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }

  private static boolean ownAny(InetAddress[] addresses) throws IOException {
    for (InetAddress address : addresses) {
      if (address.isLoopbackAddress() || NetworkInterface.getByInetAddress(address) != null) {
        return true;
      }
    }
    return false;
  }

  private static int port(URI url) {
    if (url.getPort() >= 0) {
      return url.getPort();
    }
    return "https".equals(url.getScheme()) ? 443 : 80;
  }
}
