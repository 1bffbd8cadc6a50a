package io.mediarunner.launcher.doctor.check;

import io.mediarunner.core.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What checks found, for people and programs.
 *
 * @param results in the order of the checks
 */
public record CheckReport(List<CheckResult> results) {
  public static final int WARNINGS = 2;
  public static final int ERRORS = 3;

  public CheckReport {
    results = List.copyOf(results);
  }

  /** Runs checks one after the other; one that breaks is a result as well. */
  public static CheckReport of(List<Check> checks) {
    List<CheckResult> results = new ArrayList<>();
    for (Check check : checks) {
      try {
        results.addAll(check.run());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return new CheckReport(results);
      } catch (Exception e) {
        String why = e.getMessage() == null ? e.toString() : e.getMessage();
        results.add(
            CheckResult.error(
                check.name(), "could not be tested: " + why, "see the message; run it again"));
      }
    }
    return new CheckReport(results);
  }

  private long errors() {
    return results.stream().filter(r -> r.required() && !r.ok()).count();
  }

  private long warnings() {
    return results.stream().filter(r -> !r.required() && !r.ok()).count();
  }

  /** 0 all good, 2 only warnings, 3 something required is missing. */
  public int exitCode() {
    return errors() > 0 ? ERRORS : warnings() > 0 ? WARNINGS : 0;
  }

  /** One line each. */
  public String text() {
    StringBuilder text = new StringBuilder();
    for (CheckResult result : results) {
      String verdict = result.ok() ? "ok     " : result.required() ? "ERROR  " : "warning";
      String fix = result.fix().isEmpty() ? "" : " -> " + result.fix();
      text.append(
          String.format(
              Locale.ROOT,
              "%s  %-26s %s%n",
              verdict,
              result.name(),
              oneLine(result.details() + fix)));
    }
    return text.toString();
  }

  private static String oneLine(String text) {
    return text.replaceAll("\\s*\\R\\s*", " ").replaceAll("\\p{Cntrl}", "?");
  }

  /** The line after the results, for a person. */
  public String conclusion() {
    return switch (exitCode()) {
      case 0 -> "All good.";
      case WARNINGS -> warnings() + " warning(s): the runner works, with the limits above.";
      default ->
          errors() + " error(s) and " + warnings() + " warning(s): what follows -> is the fix.";
    };
  }

  /** The same as JSON, with a line feed at its end. */
  public String json() throws Exception {
    Map<String, Object> summary = new LinkedHashMap<>();
    summary.put("required_failed", errors());
    summary.put("warnings", warnings());
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("results", results);
    report.put("summary", summary);
    return Json.pretty(report);
  }
}
