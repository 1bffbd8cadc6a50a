package io.mediarunner.verticles.mail;

import io.mediarunner.core.config.InstanceConfig;
import io.mediarunner.core.error.Failure;
import io.mediarunner.core.error.FailureCode;
import io.mediarunner.core.store.TaskRecord;
import io.mediarunner.core.task.TaskState;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.mail.MailAttachment;
import io.vertx.ext.mail.MailMessage;
import java.net.URI;
import java.util.List;
import java.util.Locale;

/** One mail about one failed task: plain text and HTML with the same content. */
final class FailureMail {
  private static final int SHOWN = 20_000;
  private static final String RED = "#b3261e";
  private static final String ORANGE = "#b35c00";

  private FailureMail() {}

  private record Line(String name, String value) {}

  /**
   * @param task as the journal has it after its end
   * @param manager address of the Manager
   */
  static MailMessage of(
      TaskRecord task, InstanceConfig instance, URI manager, String from, String to) {
    String id = task.request().taskId().value();
    boolean late = task.state() == TaskState.TIMED_OUT;
    String status = late ? "timeout" : "failed";
    String admin = manager + "/admin";
    Failure failure = task.failure().orElse(new Failure(FailureCode.INTERNAL, "(no details)"));
    List<Line> lines =
        List.of(
            new Line("Task", id),
            new Line("Type", task.request().taskType()),
            new Line("Status", status),
            new Line("Code", failure.name()),
            new Line("Runner", instance.runnerId()),
            new Line("Runner URL", instance.advertisedUrl().toString()),
            new Line("Manager admin", admin));
    String toolLog = task.scriptOutput().orElse("");
    String tail = toolLog.substring(Math.max(0, toolLog.length() - SHOWN));
    // A task id contains nothing that could start a new header line.
    MailMessage mail =
        new MailMessage(
                from, to, String.format(Locale.ROOT, "[esup-runner] Task %s %s", id, status), null)
            .setText(text(lines, failure, tail))
            .setHtml(html(lines, failure, tail, admin, late ? ORANGE : RED));
    if (toolLog.length() > SHOWN) {
      mail.setAttachment(
          List.of(
              MailAttachment.create()
                  .setName(String.format(Locale.ROOT, "task-%s.log", id))
                  .setContentType("text/plain; charset=utf-8")
                  .setData(Buffer.buffer(toolLog))));
    }
    return mail;
  }

  private static String text(List<Line> lines, Failure failure, String toolLog) {
    StringBuilder text = new StringBuilder();
    lines.forEach(
        line -> text.append(String.format(Locale.ROOT, "%s: %s%n", line.name(), line.value())));
    text.append(
        String.format(
            Locale.ROOT, "%nError:%n%s%n%s%n", failure.message(), failure.code().english()));
    if (!toolLog.isBlank()) {
      text.append(String.format(Locale.ROOT, "%nScript output:%n%s%n", toolLog));
    }
    return text.toString();
  }

  private static String html(
      List<Line> lines, Failure failure, String toolLog, String admin, String accent) {
    StringBuilder html = new StringBuilder();
    html.append(
        String.format(
            Locale.ROOT, "<div style=\"font-family:sans-serif;border-top:4px solid %s\">", accent));
    html.append("<table>");
    for (Line line : lines) {
      html.append(
          String.format(
              Locale.ROOT,
              "<tr><th align=\"left\">%s</th><td>%s</td></tr>",
              escaped(line.name()),
              escaped(line.value())));
    }
    html.append("</table>");
    html.append(
        String.format(
            Locale.ROOT,
            "<h3 style=\"color:%s\">Error</h3><pre>%s</pre><p>%s</p>",
            accent,
            escaped(failure.message()),
            escaped(failure.code().english())));
    if (!toolLog.isBlank()) {
      html.append(
          String.format(Locale.ROOT, "<h3>Script output</h3><pre>%s</pre>", escaped(toolLog)));
    }
    html.append(
        String.format(
            Locale.ROOT,
            "<p><a href=\"%s\" style=\"background:%s;color:#fff;padding:8px 16px\">%s</a></p>",
            escaped(admin),
            accent,
            "Open the Manager"));
    return html.append("</div>").toString();
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
