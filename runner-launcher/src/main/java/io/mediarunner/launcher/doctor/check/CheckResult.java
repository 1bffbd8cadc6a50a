package io.mediarunner.launcher.doctor.check;

import io.mediarunner.core.media.ffmpeg.ToolFinding;
import java.util.List;
import java.util.Objects;

/**
 * What a check found.
 *
 * @param name {@code check} or {@code check:what}
 * @param ok whether it is as it should be
 * @param required whether the runner, or all tasks of a type, fail without it
 * @param details how it is, without secrets
 * @param fix what to do; empty if it is ok
 */
public record CheckResult(String name, boolean ok, boolean required, String details, String fix) {
  /** How the details of a finding lead over to what helps. */
  private static final List<String> REMEDY = List.of(" -> ", "; run ");

  /**
   * @throws NullPointerException if a component is null
   */
  public CheckResult {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(details, "details");
    Objects.requireNonNull(fix, "fix");
  }

  public static CheckResult good(String name, String details) {
    return new CheckResult(name, true, true, details, "");
  }

  /** Something works worse than it could, or some tasks will fail. */
  public static CheckResult warning(String name, String details, String fix) {
    return new CheckResult(name, false, false, details, fix);
  }

  /** The runner does not start, or cannot work. */
  public static CheckResult error(String name, String details, String fix) {
    return new CheckResult(name, false, true, details, fix);
  }

  /**
   * A test of a program.
   *
   * @param fallback what to do if the finding does not say
   */
  public static CheckResult of(ToolFinding finding, String fallback) {
    String details = finding.details();
    String fix = finding.ok() ? "" : fallback;
    for (String remedy : REMEDY) {
      int at = finding.ok() ? -1 : details.indexOf(remedy);
      if (at >= 0) {
        fix = (remedy.equals("; run ") ? "run " : "") + details.substring(at + remedy.length());
        details = details.substring(0, at);
      }
    }
    return new CheckResult(finding.name(), finding.ok(), finding.required(), details, fix);
  }

  /** The same under the name of a check. */
  public CheckResult below(String check) {
    return new CheckResult(check + ":" + name, ok, required, details, fix);
  }

  /** The same as a warning: of what the runner can do without. */
  public CheckResult optional() {
    return new CheckResult(name, ok, false, details, fix);
  }
}
