package io.mediarunner.verticles;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;

/** Fails a test during which Vert.x found one of its threads blocked. */
public final class NoBlockedThreads implements BeforeEachCallback, AfterEachCallback {
  /** The name that Vert.x logs under; its class is elsewhere. */
  static final String LOGGER = "io.vertx.core.impl.BlockedThreadChecker";

  private final List<String> warnings = new CopyOnWriteArrayList<>();
  private final AppenderBase<ILoggingEvent> appender =
      new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
          if (event.getLevel().isGreaterOrEqual(Level.WARN)) {
            warnings.add(event.getFormattedMessage());
          }
        }
      };

  @Override
  public void beforeEach(ExtensionContext context) {
    warnings.clear();
    appender.start();
    logger().addAppender(appender);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    logger().detachAppender(appender);
    appender.stop();
    if (!warnings.isEmpty()) {
      throw new AssertionError("blocked threads: " + warnings);
    }
  }

  List<String> warnings() {
    return warnings;
  }

  private static Logger logger() {
    return (Logger) LoggerFactory.getLogger(LOGGER);
  }
}
