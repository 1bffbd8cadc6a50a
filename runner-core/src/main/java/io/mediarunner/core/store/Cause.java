package io.mediarunner.core.store;

import io.mediarunner.core.error.Failure;
import io.mediarunner.core.error.FailureCode;
import io.mediarunner.core.task.TaskRequest;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What failures have in common. What the runner has to answer for is grouped by the program that
 * ran last; everything else by the host of the source.
 *
 * @param code name of a {@link FailureCode}
 * @param host of the source, lower case; empty if unknown or not the point
 * @param tool name of a program; empty if unknown or not the point
 */
public record Cause(String code, String host, String tool) {
  private static final Pattern COMMAND =
      Pattern.compile(
          "(?m)^\\S+ command: (?:'(?:[^'\n]*/)?([^'/\n]{1,40})'|(?:\\S*/)?([^\\s/]{1,40})(?:\\s|$))");
  private static final int LONGEST_HOST = 253;

  /** The cause of a failure; empty for a task that was stopped. */
  static Optional<Cause> of(Failure failure, TaskRequest request, Optional<String> toolLog) {
    FailureCode code = failure.code();
    if (code == FailureCode.CANCELLED) {
      return Optional.empty();
    }
    return Optional.of(
        code.fault() == FailureCode.Fault.RUNNER
            ? new Cause(failure.name(), "", toolLog.map(Cause::lastProgram).orElse(""))
            : new Cause(failure.name(), host(request.sourceUrl()), ""));
  }

  /** As {@link #key} wrote it. */
  static Cause parse(String key) {
    int host = key.indexOf('@');
    int tool = key.indexOf('/');
    if (host >= 0) {
      return new Cause(key.substring(0, host), key.substring(host + 1), "");
    }
    return tool >= 0
        ? new Cause(key.substring(0, tool), "", key.substring(tool + 1))
        : new Cause(key, "", "");
  }

  /**
   * Its name in the journal and in addresses: {@code CODE@host}, {@code CODE/tool} or {@code CODE}.
   */
  public String key() {
    return code + (host.isEmpty() ? "" : "@" + host) + (tool.isEmpty() ? "" : "/" + tool);
  }

  private static String lastProgram(String toolLog) {
    Matcher command = COMMAND.matcher(toolLog);
    String last = "";
    while (command.find()) {
      String name = command.group(1) == null ? command.group(2) : command.group(1);
      last = name.replaceAll("[^A-Za-z0-9._+-]", "");
    }
    return last;
  }

  /** The host that an address names, lower case and without a port; empty if it names none. */
  static String host(String url) {
    int from = url.indexOf("://");
    if (from < 0) {
      return "";
    }
    String authority = url.substring(from + 3).split("[/?#\\\\]", 2)[0];
    String place = authority.substring(authority.lastIndexOf('@') + 1);
    String bare = place.startsWith("[") ? place.split("]", 2)[0] + "]" : place.split(":", 2)[0];
    String host = bare.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}._\\[\\]:-]", "");
    return host.length() > LONGEST_HOST ? host.substring(0, LONGEST_HOST) : host;
  }

  /**
   * Failures with one cause, all that the journal has.
   *
   * @param count above 0
   * @param first when the first of these tasks ended
   * @param last when the most recent one ended
   * @param type wire name of the most recent one's task type
   * @param succeededSince tasks that succeeded after it: of the same host, or else of the same
   *     type; counted up to {@link FailureCauses#MOST_COUNTED}
   * @param quiet whether an operator has set it aside
   */
  public record Count(
      Cause cause,
      int count,
      Instant first,
      Instant last,
      String type,
      int succeededSince,
      Optional<Quiet> quiet) {
    /**
     * @throws NullPointerException if a component is null
     */
    public Count {
      Objects.requireNonNull(cause, "cause");
      Objects.requireNonNull(first, "first");
      Objects.requireNonNull(last, "last");
      Objects.requireNonNull(type, "type");
      Objects.requireNonNull(quiet, "quiet");
    }
  }
}
