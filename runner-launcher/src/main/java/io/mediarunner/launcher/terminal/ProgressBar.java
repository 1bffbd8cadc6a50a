package io.mediarunner.launcher.terminal;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.Optional;

/** The progress of one task, on one line of a terminal; elsewhere a line for each change. */
public final class ProgressBar {
  private static final int WIDTH = 30;
  private final PrintWriter out;
  private final boolean terminal;
  private String lastLine = "";

  public ProgressBar(PrintWriter out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  /**
   * @param percent of the task, 0 to 100
   * @param stage what is being done
   * @param speed media time by wall time
   * @param etaSeconds expected remaining time
   */
  public static String line(
      double percent, String stage, Optional<Double> speed, Optional<Long> etaSeconds) {
    int filled = (int) Math.round(percent / 100 * WIDTH);
    return String.format(
        Locale.ROOT,
        "[%s%s] %3.0f %%  %s%s%s",
        "#".repeat(filled),
        ".".repeat(WIDTH - filled),
        percent,
        stage,
        speed.map(times -> String.format(Locale.ROOT, "  %.1fx", times)).orElse(""),
        etaSeconds
            .map(left -> String.format(Locale.ROOT, "  %d:%02d left", left / 60, left % 60))
            .orElse(""));
  }

  /** Shows a line in place of the last one. */
  public synchronized void show(String line) {
    if (line.equals(lastLine)) {
      return;
    }
    if (terminal) {
      out.print("\r" + line + "\u001b[K");
    } else {
      out.println(line);
    }
    out.flush();
    lastLine = line;
  }

  /** Leaves the line as it is; what comes next begins a new one. */
  public synchronized void end() {
    if (terminal && !lastLine.isEmpty()) {
      out.println();
    }
    out.flush();
    lastLine = "";
  }
}
