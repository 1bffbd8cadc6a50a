package io.mediarunner.launcher.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.AppenderBase;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntFunction;

/** Puts each line about an instance into the file of that instance. */
final class InstanceFiles extends AppenderBase<ILoggingEvent> {
  /** A message may contain any number; this limits how many become files. */
  private static final int MOST = 64;

  private final IntFunction<Appender<ILoggingEvent>> make;
  private final Map<Integer, Appender<ILoggingEvent>> files = new HashMap<>();

  /**
   * @param make opens the file of an instance
   */
  InstanceFiles(IntFunction<Appender<ILoggingEvent>> make) {
    this.make = make;
  }

  @Override
  protected void append(ILoggingEvent event) {
    LogSubject.of(event)
        .instance()
        .map(Integer::valueOf)
        .filter(number -> number < MOST)
        .ifPresent(number -> files.computeIfAbsent(number, make::apply).doAppend(event));
  }

  @Override
  public void stop() {
    files.values().forEach(Appender::stop);
    super.stop();
  }
}
