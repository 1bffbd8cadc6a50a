package io.mediarunner.launcher.log;

import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Context;
import ch.qos.logback.core.LayoutBase;
import io.mediarunner.core.log.Masker;
import java.util.regex.Pattern;

/**
 * A log line for people: without secrets, with the task that it is about, and without line breaks
 * in the message, which could forge another line, or terminal escapes.
 */
final class LogLine extends LayoutBase<ILoggingEvent> {
  private static final String PATTERN =
      "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level [%thread] %logger{0} - ";
  private static final Pattern BREAKS = Pattern.compile("[\\r\\n\\u0085\\u2028\\u2029]+");
  private static final Pattern CONTROLS = Pattern.compile("[\\p{Cntrl}&&[^\\t]]");
  private final PatternLayout head = new PatternLayout();
  private final PatternLayout cause = new PatternLayout();
  private final Masker masker;

  LogLine(Context context, Masker masker) {
    this.masker = masker;
    setContext(context);
    head.setContext(context);
    head.setPattern(PATTERN + "%nopex");
    cause.setContext(context);
    cause.setPattern("%ex");
  }

  @Override
  public void start() {
    head.start();
    cause.start();
    super.start();
  }

  @Override
  public String doLayout(ILoggingEvent event) {
    LogSubject subject = LogSubject.of(event);
    String message = BREAKS.matcher(event.getFormattedMessage()).replaceAll(" | ");
    message = CONTROLS.matcher(message).replaceAll("?");
    boolean named = message.contains("task=");
    String task = subject.task().filter(id -> !named).map(id -> " task=" + id).orElse("");
    return masker.mask(head.doLayout(event) + message + task + "\n" + cause.doLayout(event));
  }
}
