package io.mediarunner.core.config.parse;

import io.mediarunner.core.config.Secret;
import io.mediarunner.core.config.StandaloneConfig;
import io.mediarunner.core.config.StandaloneConfig.Application;
import io.mediarunner.core.config.StandaloneConfig.Application.Right;
import io.mediarunner.core.config.parse.ConfigProblems.Check;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the settings of the Manager in the runner's own process. */
final class StandaloneParser {
  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._:-]+");

  /** Of a token, no more is asked than that an HTTP header can carry it. */
  private static final Pattern APPLICATION =
      Pattern.compile("([A-Za-z0-9._-]{1,64})(?:/([a-z+]+))?=([\\x21-\\x7e]+)");

  private final Settings settings;
  private final ConfigProblems problems;

  StandaloneParser(Settings settings, ConfigProblems problems) {
    this.settings = settings;
    this.problems = problems;
  }

  /**
   * @param managers tokens that no application may have
   */
  StandaloneConfig parse(List<Secret> managers) {
    String host = settings.text(ConfigKey.STANDALONE_HOST).strip();
    if (!HOST.matcher(host).matches()) {
      problems.add(Check.NAMES, "STANDALONE_HOST must contain a hostname or IP address only");
    }
    return new StandaloneConfig(
        false,
        host,
        settings.whole(ConfigKey.STANDALONE_PORT),
        applications(managers),
        settings.whole(ConfigKey.QUEUE_MAX_TASKS),
        Duration.ofMinutes(settings.whole(ConfigKey.QUEUE_UNOFFERED_MINUTES)),
        settings.csv(ConfigKey.NOTIFY_ALLOWED_HOSTS).stream()
            .map(name -> name.toLowerCase(Locale.ROOT).replaceFirst("\\.$", ""))
            .toList());
  }

  private List<Application> applications(List<Secret> managers) {
    List<Application> applications = new ArrayList<>();
    Set<String> names = new HashSet<>();
    Set<Secret> tokens = new HashSet<>(managers);
    Optional<Secret> given = settings.optionalSecret(ConfigKey.APPLICATION_TOKENS);
    List<String> entries = given.map(all -> Settings.csv(all.value())).orElse(List.of());
    for (int i = 0; i < entries.size(); i++) { // by number: no message shows a token
      Matcher entry = APPLICATION.matcher(entries.get(i));
      String what = "APPLICATION_TOKENS: entry " + (i + 1);
      if (!entry.matches()) {
        problems.add(Check.TOKEN, what + " must be name=token or name/rights=token");
        continue;
      }
      Secret token = new Secret(entry.group(3));
      if (token.value().length() < Application.MIN_TOKEN_CHARS) {
        problems.add(
            Check.TOKEN,
            what + " must have a token of " + Application.MIN_TOKEN_CHARS + " characters or more");
      } else if (!names.add(entry.group(1))) {
        problems.add(Check.TOKEN, what + " has a name that an earlier one has");
      } else if (!tokens.add(token)) {
        problems.add(Check.TOKEN, what + " has a token that another one or RUNNER_TOKEN has");
      } else {
        application(entry, token, what).ifPresent(applications::add);
      }
    }
    return applications;
  }

  private Optional<Application> application(Matcher entry, Secret token, String what) {
    if (entry.group(2) == null) {
      return Optional.of(Application.full(entry.group(1), token));
    }
    Set<Right> rights = EnumSet.noneOf(Right.class);
    for (String word : entry.group(2).split("\\+", -1)) {
      Optional<Right> right = Right.of(word);
      if (right.isEmpty()) {
        problems.add(Check.TOKEN, what + " may have the rights run, stop, read and all");
        return Optional.empty();
      }
      rights.add(right.get());
    }
    return Optional.of(new Application(entry.group(1), token, rights));
  }
}
