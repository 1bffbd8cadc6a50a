package io.mediarunner.launcher.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.Context;
import ch.qos.logback.core.LayoutBase;
import io.mediarunner.core.log.Masker;
import io.vertx.core.json.JsonObject;
import java.time.Instant;

/**
 * A log line for machines: one JSON object with {@code timestamp} (UTC), {@code level}, {@code
 * logger}, {@code thread}, {@code message}, and {@code task_id}, {@code instance} and {@code
 * exception} if there are any. Without secrets.
 */
final class LogJson extends LayoutBase<ILoggingEvent> {
  private final Masker masker;

  LogJson(Context context, Masker masker) {
    this.masker = masker;
    setContext(context);
  }

  @Override
  public String doLayout(ILoggingEvent event) {
    LogSubject subject = LogSubject.of(event);
    JsonObject json =
        new JsonObject()
            .put("timestamp", Instant.ofEpochMilli(event.getTimeStamp()).toString())
            .put("level", event.getLevel().toString())
            .put("logger", event.getLoggerName())
            .put("thread", event.getThreadName())
            .put("message", masker.mask(event.getFormattedMessage()));
    subject.task().ifPresent(id -> json.put("task_id", id));
    subject.instance().ifPresent(number -> json.put("instance", Integer.valueOf(number)));
    if (event.getThrowableProxy() != null) {
      json.put("exception", masker.mask(ThrowableProxyUtil.asString(event.getThrowableProxy())));
    }
    return json.encode() + "\n";
  }
}
