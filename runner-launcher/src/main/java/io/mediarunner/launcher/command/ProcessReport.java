package io.mediarunner.launcher.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mediarunner.core.error.Failure;
import io.mediarunner.core.json.Json;
import io.mediarunner.core.task.Progress;
import io.mediarunner.launcher.process.ProcessListener;
import io.mediarunner.launcher.terminal.ProgressBar;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Says how each source fares: for people, or a line of JSON for each. Any thread. */
final class ProcessReport implements ProcessListener {
  private static final double PERCENT = 100;
  private final PrintWriter out;
  private final boolean json;
  private final ProgressBar bar;

  ProcessReport(PrintWriter out, boolean json, ProgressBar bar) {
    this.out = out;
    this.json = json;
    this.bar = bar;
  }

  @Override
  public void progressed(String source, Progress progress) {
    bar.show(
        ProgressBar.line(
                Math.floor(progress.fraction() * PERCENT),
                progress.stage().wireName(),
                progress.speed(),
                progress.eta().map(Duration::toSeconds))
            + "  "
            + source);
  }

  @Override
  public void succeeded(String source, Path folder, List<String> files, Optional<Duration> took) {
    ObjectNode row = row(source, took.isPresent() ? "completed" : "already_done");
    row.put("folder", folder.toString());
    files.forEach(row.withArray("files")::add);
    took.ifPresent(time -> row.put("seconds", time.toMillis() / 1e3));
    String when =
        took.map(time -> String.format(Locale.ROOT, "done in %.1f s", time.toMillis() / 1e3))
            .orElse("already done");
    say(row, source + ": " + when + ", " + files.size() + " files in " + folder);
  }

  @Override
  public void failed(String source, Failure failure) {
    ObjectNode row = row(source, "failed");
    row.put("code", failure.code().name());
    row.put("message", failure.message());
    row.put("retryable", failure.code().retryable());
    say(row, source + ": failed, " + failure.message() + " (" + failure.code() + ")");
  }

  /** After Ctrl-C. */
  void interrupted() {
    bar.end();
    if (!json) {
      out.println("Interrupted. The same command goes on where this one stopped.");
      out.flush();
    }
  }

  private static ObjectNode row(String source, String status) {
    return Json.object().put("source", source).put("status", status);
  }

  private synchronized void say(ObjectNode row, String text) {
    bar.end();
    try {
      out.println(json ? Json.text(row) : text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    out.flush();
  }
}
