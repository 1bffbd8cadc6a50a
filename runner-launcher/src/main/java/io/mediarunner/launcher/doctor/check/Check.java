package io.mediarunner.launcher.doctor.check;

import java.util.List;

/** One thing that the runner needs. Tests when it is asked; may block for seconds. */
public interface Check {
  /** What it looks at, in one word: {@code doctor --only} takes it. */
  String name();

  /**
   * Tests now.
   *
   * @return at least one result; the name of each starts with {@link #name()}
   * @throws Exception if it could not be tested; that counts as a failure
   */
  List<CheckResult> run() throws Exception;
}
