package io.mediarunner.core.config.parse;

import io.mediarunner.core.config.Secret;
import io.mediarunner.core.config.cluster.ClusterConfig;
import io.mediarunner.core.config.parse.ConfigProblems.Check;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads the settings of a fleet. */
final class ClusterParser {
  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._:-]+");
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
    if (enabled && members.isEmpty()) {
      problems.add(Check.NAMES, "RUNNER_CLUSTER_MEMBERS must name the members of the fleet");
    }
    if (enabled) {
      secret();
    }
    return new ClusterConfig(enabled, host, settings.whole(ConfigKey.RUNNER_CLUSTER_PORT), members);
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
