package io.mediarunner.core.config.parse;

import io.mediarunner.core.config.Secret;
import io.mediarunner.core.config.cluster.ClusterConfig;
import io.mediarunner.core.config.cluster.HazelcastConfig;
import io.mediarunner.core.config.parse.ConfigProblems.Check;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads the settings of a fleet. */
final class ClusterParser {
  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._:-]+");
  private static final Pattern SEED =
      Pattern.compile("([A-Za-z0-9._-]+|\\[[0-9a-fA-F:]+]):\\d{1,5}");
  private static final List<String> WILDCARDS = List.of("0.0.0.0", "::", "[::]");
  private static final Pattern CARRIED = Pattern.compile("[\\x21-\\x7e]+");

  private final Settings settings;
  private final ConfigProblems problems;

  ClusterParser(Settings settings, ConfigProblems problems) {
    this.settings = settings;
    this.problems = problems;
  }

  ClusterConfig parse() {
    String mode =
        settings.choice(
            ConfigKey.RUNNER_CLUSTER,
            Check.CHOICES,
            settings.text(ConfigKey.RUNNER_CLUSTER),
            "RUNNER_CLUSTER must be one of: "
                + String.join(", ", ConfigKey.RUNNER_CLUSTER.form().choices()));
    String host = settings.text(ConfigKey.RUNNER_CLUSTER_HOST).strip();
    if (!HOST.matcher(host).matches()) {
      problems.add(Check.NAMES, "RUNNER_CLUSTER_HOST must contain a hostname or IP address only");
    }
    boolean enabled = !mode.equals("off");
    List<URI> members = members();
    boolean hazelcast = mode.equals("hazelcast");
    List<String> seeds = hazelcast ? seeds(members) : List.of();
    if (enabled && members.isEmpty() && seeds.isEmpty()) {
      problems.add(
          Check.NAMES,
          "RUNNER_CLUSTER_MEMBERS must name the members of the fleet"
              + (hazelcast ? ", or RUNNER_CLUSTER_SEEDS some of them" : ""));
    }
    if (enabled) {
      secret();
    }
    return new ClusterConfig(
        enabled,
        host,
        settings.whole(ConfigKey.RUNNER_CLUSTER_PORT),
        members,
        seeds.isEmpty() ? Optional.empty() : hazelcast(host, seeds));
  }

  private Optional<HazelcastConfig> hazelcast(String host, List<String> seeds) {
    if (WILDCARDS.contains(host)) {
      problems.add(
          Check.NAMES, "RUNNER_CLUSTER_HOST must be one address with RUNNER_CLUSTER=hazelcast");
    }
    int port = settings.whole(ConfigKey.RUNNER_CLUSTER_HAZELCAST_PORT);
    int busPort = settings.whole(ConfigKey.RUNNER_CLUSTER_BUS_PORT);
    if (port == busPort) {
      problems.add(
          Check.PORTS,
          "RUNNER_CLUSTER_BUS_PORT must differ from RUNNER_CLUSTER_HAZELCAST_PORT: both are "
              + port);
      return Optional.empty();
    }
    return Optional.of(new HazelcastConfig(seeds, port, busPort));
  }

  private List<String> seeds(List<URI> members) {
    List<String> seeds = settings.csv(ConfigKey.RUNNER_CLUSTER_SEEDS);
    for (String seed : seeds) {
      if (!SEED.matcher(seed).matches()) {
        problems.add(
            Check.NAMES, "RUNNER_CLUSTER_SEEDS must have entries like 10.0.0.5:5701: " + seed);
      }
    }
    int port = settings.whole(ConfigKey.RUNNER_CLUSTER_HAZELCAST_PORT);
    return seeds.isEmpty()
        ? members.stream().map(member -> member.getHost() + ":" + port).distinct().toList()
        : seeds;
  }

  private List<URI> members() {
    List<URI> members = new ArrayList<>();
    for (String text : settings.csv(ConfigKey.RUNNER_CLUSTER_MEMBERS)) {
      Optional<URI> url = settings.url(ConfigKey.RUNNER_CLUSTER_MEMBERS, text);
      if (url.isPresent() && !List.of("", "/").contains(url.get().getPath())) {
        problems.add(
            Check.NAMES, "RUNNER_CLUSTER_MEMBERS must have addresses without a path: " + text);
      }
      url.ifPresent(members::add);
    }
    return members;
  }

  private void secret() {
    Optional<Secret> secret = settings.optionalSecret(ConfigKey.RUNNER_CLUSTER_SECRET);
    if (secret
        .filter(s -> s.value().length() >= ClusterConfig.MIN_SECRET_CHARS)
        .filter(s -> CARRIED.matcher(s.value()).matches())
        .isEmpty()) {
      problems.add(
          Check.TOKEN,
          "RUNNER_CLUSTER_SECRET must have "
              + ClusterConfig.MIN_SECRET_CHARS
              + " ASCII characters or more, without blanks; openssl rand -hex 32 makes a good one");
    }
  }
}
