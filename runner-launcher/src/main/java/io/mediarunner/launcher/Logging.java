package io.mediarunner.launcher;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.rolling.FixedWindowRollingPolicy;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.util.FileSize;
import io.mediarunner.core.config.LogConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.LoggerFactory;

/** Applies the log settings: level of our own loggers, and a file beside the console. */
final class Logging {
  private static final String PATTERN =
      "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level [%thread] %logger{0} - %msg%n";
  private static final long FILE_BYTES = 10L << 20;
  private static final int OLD_FILES = 10;

  private Logging() {}

  /**
   * @throws IOException if the folder cannot be made or written; the message names the setting
   */
  static void configure(LogConfig config) throws IOException {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    level(Level.toLevel(level(config), Level.INFO));
    Path folder = config.directory();
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new IOException("LOG_DIR: cannot create " + folder + ": " + e.getMessage(), e);
    }
    if (!Files.isWritable(folder)) {
      throw new IOException("LOG_DIR: cannot write to " + folder);
    }
    context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(file(context, folder));
  }

  /** Nothing but what an operator must see: for commands that talk to people themselves. */
  static void quiet() {
    level(Level.ERROR);
  }

  private static void level(Level level) {
    ((LoggerContext) LoggerFactory.getILoggerFactory()).getLogger("io.mediarunner").setLevel(level);
  }

  /** Logback has no CRITICAL; such lines are errors. */
  private static String level(LogConfig config) {
    return switch (config.level()) {
      case CRITICAL, ERROR -> "ERROR";
      case WARNING -> "WARN";
      case INFO -> "INFO";
      case DEBUG -> "DEBUG";
    };
  }

  private static RollingFileAppender<ILoggingEvent> file(LoggerContext context, Path folder) {
    RollingFileAppender<ILoggingEvent> file = new RollingFileAppender<>();
    file.setContext(context);
    file.setFile(folder.resolve("runner.log").toString());
    FixedWindowRollingPolicy names = new FixedWindowRollingPolicy();
    names.setContext(context);
    names.setParent(file);
    names.setMinIndex(1);
    names.setMaxIndex(OLD_FILES);
    names.setFileNamePattern(folder.resolve("runner.log") + ".%i");
    names.start();
    SizeBasedTriggeringPolicy<ILoggingEvent> size = new SizeBasedTriggeringPolicy<>();
    size.setContext(context);
    size.setMaxFileSize(new FileSize(FILE_BYTES));
    size.start();
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setPattern(PATTERN);
    encoder.start();
    file.setRollingPolicy(names);
    file.setTriggeringPolicy(size);
    file.setEncoder(encoder);
    file.start();
    return file;
  }
}
