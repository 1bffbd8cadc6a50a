package io.mediarunner.verticles.report;

import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The version announced to the Manager, which accepts only its own MAJOR.MINOR. Shared by all
 * instances; any thread.
 */
public final class ManagerVersion {
  /** The Manager version that this runner targets. */
  public static final String DEFAULT = "1.7.1";

  private static final Pattern KNOWN =
      Pattern.compile("(?<![\\d.])1\\.[0-7](?:\\.\\d+)?(?![\\d.])");
  private final boolean fixed;
  private volatile String current;

  /**
   * @param configured the version to announce in any case; empty = {@link #DEFAULT}, or the one
   *     that the Manager asks for
   */
  public ManagerVersion(Optional<String> configured) {
    this.fixed = Objects.requireNonNull(configured, "configured").isPresent();
    this.current = configured.orElse(DEFAULT);
  }

  /** Whether the version is configured and stays as it is. */
  boolean fixed() {
    return fixed;
  }

  /** The version to announce now. */
  public String current() {
    return current;
  }

  /**
   * The Manager refused a version.
   *
   * @param refused the version that was announced; another instance may have heard the same refusal
   *     meanwhile
   * @param answer its response
   * @return the version to announce from now on, if the Manager named another one that this runner
   *     supports and none is configured
   */
  synchronized Optional<String> adapt(String refused, String answer) {
    if (fixed) {
      return Optional.empty();
    }
    if (!line(current).equals(line(refused))) {
      return Optional.of(current);
    }
    Matcher named = KNOWN.matcher(answer);
    while (named.find()) {
      if (!line(named.group()).equals(line(refused))) {
        current = named.group();
        return Optional.of(current);
      }
    }
    return Optional.empty();
  }

  private static String line(String version) {
    String[] parts = version.split("\\.");
    return parts[0] + "." + parts[1];
  }
}
