package io.mediarunner.launcher.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.mediarunner.core.config.Secret;
import io.mediarunner.core.log.Masker;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LoggingTest {
  private static final String SECRET = "the-runner-token";
  private final LoggerContext context = new LoggerContext();
  private final Logger logger = context.getLogger("io.mediarunner.Some");
  private final Masker masker = new Masker(List.of(new Secret(SECRET)));
  private final LogLine text = new LogLine(context, masker);
  private final LogJson json = new LogJson(context, masker);

  @BeforeEach
  void start() {
    text.start();
    json.start();
  }

  private LoggingEvent event(
      Map<String, String> mdc, Throwable cause, String message, Object... of) {
    LoggingEvent event = new LoggingEvent("x", logger, Level.WARN, message, cause, of);
    event.setMDCPropertyMap(mdc);
    return event;
  }

  @Test
  void hidesSecretsInMessagesAndCauses() {
    LoggingEvent event =
        event(
            Map.of(),
            new IOException("GET https://h/v.mp4?sig=abc failed with " + SECRET),
            "fetching {} with {}",
            "https://h/v.mp4?sig=abc",
            SECRET);
    for (String line : List.of(text.doLayout(event), json.doLayout(event))) {
      assertThat(line).doesNotContain("abc").doesNotContain(SECRET).contains("https://h/v.mp4?***");
    }
  }

  @Test
  void hasTheTaskInEveryLineAboutOne() {
    assertThat(text.doLayout(event(Map.of("task", "t1"), null, "probing")))
        .endsWith("Some - probing task=t1\n");
    assertThat(text.doLayout(event(Map.of("task", "t1"), null, "ended: task={}", "t1")))
        .endsWith("Some - ended: task=t1\n");
    JsonObject line =
        new JsonObject(
            json.doLayout(event(Map.of("task", "t1", "instance", "2"), null, "probing")));
    assertThat(line.getString("task_id")).isEqualTo("t1");
    assertThat(line.getInteger("instance")).isEqualTo(2);
    assertThat(line.getString("level")).isEqualTo("WARN");
    assertThat(
            new JsonObject(json.doLayout(event(Map.of(), null, "ended: task={} x", "t-2")))
                .getString("task_id"))
        .isEqualTo("t-2");
  }

  /** A title with line breaks in it makes no second line that looks like one of ours. */
  @Test
  void letsNoMessageForgeALine() {
    LoggingEvent event = event(Map.of(), null, "title {}", "a\n2026-01-01 ERROR b\r\nc \u001b[31m");
    assertThat(text.doLayout(event).strip().lines()).hasSize(1);
    assertThat(json.doLayout(event).strip().lines()).hasSize(1);
    assertThat(new JsonObject(json.doLayout(event)).getString("message")).contains("\nc \u001b");
  }

  @Test
  void putsLinesAboutAnInstanceIntoItsFile() {
    Map<Integer, ListAppender<ILoggingEvent>> files = new TreeMap<>();
    InstanceFiles appender =
        new InstanceFiles(
            number -> {
              ListAppender<ILoggingEvent> file = new ListAppender<>();
              file.start();
              files.put(number, file);
              return file;
            });
    appender.start();
    appender.doAppend(event(Map.of(), null, "listening: instance={} port=1", 0));
    appender.doAppend(event(Map.of("instance", "1"), null, "probing"));
    appender.doAppend(event(Map.of(), null, "about nothing"));
    appender.doAppend(event(Map.of(), null, "forged instance=9999"));

    assertThat(files.keySet()).containsExactly(0, 1);
    assertThat(files.get(0).list).hasSize(1);
  }
}
