package io.mediarunner.launcher.doctor.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.mediarunner.core.media.ffmpeg.ToolFinding;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class CheckReportTest {
  private static final CheckResult GOOD = CheckResult.good("a", "fine");
  private static final CheckResult WARNING = CheckResult.warning("b", "slow", "buy more");
  private static final CheckResult ERROR = CheckResult.error("c", "gone\nfor good", "bring back");

  @Test
  void hasAnExitCodeForTheWorst() {
    assertThat(new CheckReport(List.of(GOOD)).exitCode()).isZero();
    assertThat(new CheckReport(List.of(GOOD, WARNING)).exitCode()).isEqualTo(2);
    assertThat(new CheckReport(List.of(ERROR, WARNING)).exitCode()).isEqualTo(3);
  }

  @Test
  void hasOneLineForEachWithItsFix() {
    assertThat(new CheckReport(List.of(GOOD, WARNING, ERROR)).text())
        .isEqualTo(
            """
            ok       a                          fine
            warning  b                          slow -> buy more
            ERROR    c                          gone for good -> bring back
            """);
  }

  @Test
  void takesTheFixFromWhatAToolsTestSays() {
    CheckResult arrow =
        CheckResult.of(ToolFinding.optional("x", false, "too old -> install a driver"), "guess");
    CheckResult run =
        CheckResult.of(ToolFinding.required("y", false, "no model; run 'models pull'"), "guess");
    CheckResult silent = CheckResult.of(ToolFinding.required("z", false, "broken"), "guess");

    assertThat(List.of(arrow.fix(), run.fix(), silent.fix()))
        .containsExactly("install a driver", "run 'models pull'", "guess");
    assertThat(List.of(arrow.details(), run.details(), silent.details()))
        .containsExactly("too old", "no model", "broken");
  }

  @Test
  void goesOnAfterACheckThatBreaks() {
    Check broken =
        new Check() {
          @Override
          public String name() {
            return "broken";
          }

          @Override
          public List<CheckResult> run() throws IOException {
            throw new IOException("no such thing");
          }
        };
    Check fine =
        new Check() {
          @Override
          public String name() {
            return "a";
          }

          @Override
          public List<CheckResult> run() {
            return List.of(GOOD);
          }
        };

    CheckReport report = CheckReport.of(List.of(broken, fine));

    assertThat(report.results()).hasSize(2);
    assertThat(report.results().get(0).details()).isEqualTo("could not be tested: no such thing");
    assertThat(report.exitCode()).isEqualTo(CheckReport.ERRORS);
  }
}
