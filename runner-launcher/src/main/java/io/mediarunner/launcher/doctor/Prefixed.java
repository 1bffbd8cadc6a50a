package io.mediarunner.launcher.doctor;

import io.mediarunner.launcher.doctor.check.Check;
import io.mediarunner.launcher.doctor.check.CheckResult;
import java.util.List;
import java.util.function.UnaryOperator;

/** A check of programs among others: its results bear its name. */
final class Prefixed implements Check {
  private interface Work {
    List<CheckResult> run() throws Exception;
  }

  private final String name;
  private final Work work;
  private final UnaryOperator<List<CheckResult>> selection;

  private Prefixed(String name, Work work, UnaryOperator<List<CheckResult>> selection) {
    this.name = name;
    this.work = work;
    this.selection = selection;
  }

  /** All its results. */
  static Check all(Check check) {
    return new Prefixed(check.name(), check::run, results -> results);
  }

  /** Only what works, if the result of a name says that it suffices. */
  static Check unlessOneWorks(Check check, String name) {
    return new Prefixed(
        check.name(),
        check::run,
        results ->
            results.stream().anyMatch(r -> r.name().equals(name) && r.ok())
                ? results.stream().filter(CheckResult::ok).toList()
                : results);
  }

  /** What the settings do not use. */
  static Check notAsked(String name, String why) {
    return new Prefixed(
        name,
        () -> List.of(CheckResult.good(name, "not used: " + why).optional()),
        results -> results);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public List<CheckResult> run() throws Exception {
    return selection.apply(work.run()).stream()
        .map(result -> result.name().equals(name) ? result : result.below(name))
        .toList();
  }
}
