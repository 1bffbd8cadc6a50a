package io.mediarunner.verticles;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;

/** Fails a test during which Vert.x found a blocked event loop. */
public final class BlockedThreads implements BeforeEachCallback, AfterEachCallback {
  private final Logger checker =
      (Logger) LoggerFactory.getLogger("io.vertx.core.impl.BlockedThreadChecker");
  private ListAppender<ILoggingEvent> warnings;

  @Override
  public void beforeEach(ExtensionContext context) {
    warnings = new ListAppender<>();
    warnings.start();
    checker.addAppender(warnings);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    checker.detachAppender(warnings);
    assertThat(warnings.list)
        .filteredOn(event -> event.getLevel().isGreaterOrEqual(Level.WARN))
        .as("blocked event loops")
        .isEmpty();
  }
}
