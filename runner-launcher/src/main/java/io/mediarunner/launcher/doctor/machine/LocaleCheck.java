package io.mediarunner.launcher.doctor.machine;

import io.mediarunner.launcher.doctor.check.Check;
import io.mediarunner.launcher.doctor.check.CheckResult;
import java.util.List;
import java.util.Locale;

/** Whether names of files may have letters outside ASCII: Java takes that from the locale. */
public final class LocaleCheck implements Check {
  private static final String NAME = "locale";
  private final String encoding;

  public LocaleCheck() {
    this(System.getProperty("sun.jnu.encoding", ""));
  }

  LocaleCheck(String encoding) {
    this.encoding = encoding;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<CheckResult> run() {
    return List.of(
        encoding.toUpperCase(Locale.ROOT).equals("UTF-8")
            ? CheckResult.good(NAME, "names of files are UTF-8")
            : CheckResult.warning(
                NAME,
                "names of files are " + encoding + ": paths with accents cannot be opened",
                "start it by bin/runner, or set LC_ALL=C.UTF-8"));
  }
}
