package io.mediarunner.launcher.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which task and instance a line is about: from the context of its thread, else from the message.
 *
 * @param task its id
 * @param instance its number
 */
record LogSubject(Optional<String> task, Optional<String> instance) {
  /** Keys of the thread's context. */
  static final String TASK = "task";

  static final String INSTANCE = "instance";
  private static final Pattern NAMED_TASK =
      Pattern.compile("\\btask=([A-Za-z0-9_-]{1,128})(?![A-Za-z0-9_-])");
  private static final Pattern NAMED_INSTANCE = Pattern.compile("\\binstance=([0-9]{1,4})\\b");

  static LogSubject of(ILoggingEvent event) {
    return new LogSubject(find(event, TASK, NAMED_TASK), find(event, INSTANCE, NAMED_INSTANCE));
  }

  private static Optional<String> find(ILoggingEvent event, String key, Pattern named) {
    Matcher matcher = named.matcher(event.getFormattedMessage());
    return matcher.find()
        ? Optional.of(matcher.group(1))
        : Optional.ofNullable(event.getMDCPropertyMap().get(key));
  }
}
