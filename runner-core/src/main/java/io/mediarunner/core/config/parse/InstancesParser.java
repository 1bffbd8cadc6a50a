package io.mediarunner.core.config.parse;

import io.mediarunner.core.config.InstanceConfig;
import io.mediarunner.core.config.parse.ConfigProblems.Check;
import java.math.BigInteger;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads the instances: their number, types, ports and addresses. */
final class InstancesParser {
  private static final Pattern NAME_OR_IPV4 = Pattern.compile("[A-Za-z0-9._-]+");
  private static final Pattern IPV6 =
      Pattern.compile("\\[?([0-9A-Fa-f.]*:[0-9A-Fa-f.]*:[0-9A-Fa-f:.]*(%[A-Za-z0-9._-]+)?)\\]?");
  private static final Set<String> ANY_ADDRESS = Set.of("0.0.0.0", "::", "[::]");

  private final Settings settings;
  private final ConfigProblems problems;

  InstancesParser(Settings settings, ConfigProblems problems) {
    this.settings = settings;
    this.problems = problems;
  }

  /** The instances of this process; meaningless once there are problems. */
  List<InstanceConfig> parse() {
    boolean tls = settings.given(ConfigKey.TLS_CERT_FILE).isPresent();
    String protocol =
        settings.choice(
            ConfigKey.RUNNER_PROTOCOL,
            Check.CHOICES,
            settings.given(ConfigKey.RUNNER_PROTOCOL).orElse(tls ? "https" : "http"),
            "RUNNER_PROTOCOL must be either 'http' or 'https'");
    if (tls && protocol.equals("http")) {
      problems.add(
          Check.CHOICES, "RUNNER_PROTOCOL must be https where TLS_CERT_FILE is set, or unset");
    }
    String host = host(ConfigKey.RUNNER_HOST, ConfigKey.RUNNER_HOST.defaultValue());
    String bindHost = host(ConfigKey.RUNNER_BIND_HOST, host);
    String baseName = settings.text(ConfigKey.RUNNER_BASE_NAME);
    if (baseName.isBlank()) {
      problems.add(Check.NAMES, "RUNNER_BASE_NAME must not be empty");
    }
    int basePort = settings.whole(ConfigKey.RUNNER_BASE_PORT);
    TaskTypesParser.Result types = taskTypes();
    OptionalInt only = onlyInstance(types);
    boolean single = only.isPresent() || types.perInstance().size() == 1;
    OptionalInt port = settings.optionalWhole(ConfigKey.RUNNER_PORT, Check.FORM);
    Optional<URI> url =
        settings
            .optionalText(ConfigKey.RUNNER_INSTANCE_URL)
            .flatMap(text -> settings.url(ConfigKey.RUNNER_INSTANCE_URL, text));
    if (!single && !types.perInstance().isEmpty()) {
      port.ifPresent(unused -> warnOfSeveral(ConfigKey.RUNNER_PORT));
      url.ifPresent(unused -> warnOfSeveral(ConfigKey.RUNNER_INSTANCE_URL));
    }
    if (url.isEmpty() && ANY_ADDRESS.contains(host)) {
      problems.warn(
          "RUNNER_HOST="
              + host
              + " is announced to the Manager, which cannot call it. Set RUNNER_HOST to an address that"
              + " it can reach, and RUNNER_BIND_HOST="
              + host);
    }
    checkPorts(basePort, types, only, single ? port : OptionalInt.empty());
    if (!problems.problems().isEmpty()) {
      return List.of();
    }
    List<InstanceConfig> instances = new ArrayList<>();
    for (int number = 0; number < types.perInstance().size(); number++) {
      if (only.isEmpty() || only.getAsInt() == number) {
        int own = single ? port.orElse(basePort + number) : basePort + number;
        URI built = URI.create(protocol + "://" + bracketed(host) + ":" + own);
        instances.add(
            new InstanceConfig(
                number,
                baseName + "-" + host + "-" + own,
                bare(bindHost),
                own,
                single ? url.orElse(built) : built,
                types.perInstance().get(number)));
      }
    }
    return instances;
  }

  private TaskTypesParser.Result taskTypes() {
    String value = settings.text(ConfigKey.RUNNER_TASK_TYPES);
    TaskTypesParser.Result result =
        TaskTypesParser.isGrouped(value)
            ? TaskTypesParser.grouped(value, settings.given(ConfigKey.RUNNER_INSTANCES))
            : TaskTypesParser.plain(value, settings.whole(ConfigKey.RUNNER_INSTANCES));
    result.problems().forEach(problem -> problems.add(Check.TASK_TYPES, problem));
    result.warnings().forEach(problems::warn);
    return result;
  }

  private OptionalInt onlyInstance(TaskTypesParser.Result types) {
    OptionalInt only = settings.optionalWhole(ConfigKey.RUNNER_INSTANCE_ID, Check.FORM);
    int last = types.perInstance().size() - 1;
    if (only.isPresent() && last >= 0 && only.getAsInt() > last) {
      problems.add(
          Check.INSTANCES,
          Settings.atMost(
              ConfigKey.RUNNER_INSTANCE_ID,
              Integer.toString(last),
              Integer.toString(only.getAsInt())));
    }
    return only;
  }

  private void checkPorts(
      int basePort, TaskTypesParser.Result types, OptionalInt only, OptionalInt port) {
    BigInteger last =
        only.isPresent()
            ? BigInteger.valueOf(only.getAsInt())
            : types.count().subtract(BigInteger.ONE);
    if (port.isEmpty()
        && last.add(BigInteger.valueOf(basePort)).compareTo(BigInteger.valueOf(65_535)) > 0) {
      problems.add(Check.PORTS, "RUNNER_BASE_PORT and RUNNER_INSTANCES require ports above 65535");
    }
  }

  private void warnOfSeveral(ConfigKey key) {
    problems.warn(key.name() + " is ignored: it applies only to a single instance");
  }

  private String host(ConfigKey key, String fallback) {
    String host = settings.given(key).orElse(fallback);
    if (host.isBlank()) {
      problems.add(Check.NAMES, key.name() + " must not be empty");
      return fallback;
    }
    if (!NAME_OR_IPV4.matcher(host).matches() && !IPV6.matcher(host).matches()) {
      problems.add(Check.NAMES, key.name() + " must contain a hostname or IP address only");
      return fallback;
    }
    return host;
  }

  private static String bare(String host) {
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  private static String bracketed(String host) {
    return host.contains(":") ? "[" + bare(host) + "]" : host;
  }
}
