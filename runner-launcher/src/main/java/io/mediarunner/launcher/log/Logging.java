package io.mediarunner.launcher.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.Layout;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.rolling.FixedWindowRollingPolicy;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.util.FileSize;
import io.mediarunner.core.config.LogConfig;
import io.mediarunner.core.log.Masker;
import io.mediarunner.launcher.os.FolderAccess;
import io.mediarunner.verticles.dashboard.AuditLog;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Iterator;
import org.slf4j.LoggerFactory;

/**
 * Applies the log settings. Everything goes to the console and {@code runner.log}; lines about an
 * instance also go to {@code runner_<number>.log}, and actions on the dashboard to {@code
 * audit.log}. Each file keeps ten old ones of 10 MiB.
 */
public final class Logging {
  private static final long FILE_BYTES = 10L << 20;
  private static final int OLD_FILES = 10;

  private final LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
  private final LogConfig config;
  private final Masker masker;

  private Logging(LogConfig config, Masker masker) {
    this.config = config;
    this.masker = masker;
  }

  /**
   * @throws IOException if the folder cannot be created or written; the message names the setting
   */
  public static void configure(LogConfig config, Masker masker) throws IOException {
    new Logging(config, masker).configure();
  }

  /** Logs only errors: for commands that print their own output. */
  public static void quiet() {
    level(Level.ERROR);
  }

  private void configure() throws IOException {
    level(Level.toLevel(name(config), Level.INFO));
    Path folder = config.directory();
    FolderAccess.make("LOG_DIR", folder);
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    for (Iterator<Appender<ILoggingEvent>> all = root.iteratorForAppenders(); all.hasNext(); ) {
      if (all.next() instanceof ConsoleAppender<ILoggingEvent> console) {
        console.setEncoder(encoder());
      }
    }
    root.addAppender(file("runner.log"));
    InstanceFiles instances = new InstanceFiles(number -> file("runner_" + number + ".log"));
    instances.setContext(context);
    instances.start();
    root.addAppender(instances);
    context.getLogger(AuditLog.NAME).addAppender(file("audit.log"));
  }

  private static void level(Level level) {
    ((LoggerContext) LoggerFactory.getILoggerFactory()).getLogger("io.mediarunner").setLevel(level);
  }

  /** Logback has no CRITICAL; such lines are errors. */
  private static String name(LogConfig config) {
    return switch (config.level()) {
      case CRITICAL, ERROR -> "ERROR";
      case WARNING -> "WARN";
      case INFO -> "INFO";
      case DEBUG -> "DEBUG";
    };
  }

  private LayoutWrappingEncoder<ILoggingEvent> encoder() {
    Layout<ILoggingEvent> layout =
        config.json() ? new LogJson(context, masker) : new LogLine(context, masker);
    layout.start();
    LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
    encoder.setContext(context);
    encoder.setCharset(StandardCharsets.UTF_8);
    encoder.setLayout(layout);
    encoder.start();
    return encoder;
  }

  private RollingFileAppender<ILoggingEvent> file(String name) {
    Path path = config.directory().resolve(name);
    RollingFileAppender<ILoggingEvent> file = new RollingFileAppender<>();
    file.setContext(context);
    file.setFile(path.toString());
    FixedWindowRollingPolicy names = new FixedWindowRollingPolicy();
    names.setContext(context);
    names.setParent(file);
    names.setMinIndex(1);
    names.setMaxIndex(OLD_FILES);
    names.setFileNamePattern(path + ".%i");
    names.start();
    SizeBasedTriggeringPolicy<ILoggingEvent> size = new SizeBasedTriggeringPolicy<>();
    size.setContext(context);
    size.setMaxFileSize(new FileSize(FILE_BYTES));
    size.start();
    file.setRollingPolicy(names);
    file.setTriggeringPolicy(size);
    file.setEncoder(encoder());
    file.start();
    return file;
  }
}
