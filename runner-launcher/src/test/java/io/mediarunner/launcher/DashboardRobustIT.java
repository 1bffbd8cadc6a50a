package io.mediarunner.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.microsoft.playwright.Page;
import io.vertx.core.Future;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonObject;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.management.ObjectName;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Browsers that come, go and do not read, while tasks end many times a second. */
class DashboardRobustIT {
  private static final int TABS = 20;
  private static final int RELOADS = 1_000;
  private static final int WARM = 320;
  private static final Pattern HISTOGRAM =
      Pattern.compile("(?m)^\\s*\\d+:\\s+\\d+\\s+(\\d+)\\s+(\\S+)");
  private static final int TASKS = 200;
  private static final long MOST_GROWTH = 8L << 20;
  private static final String REGISTER =
      "{\"type\":\"register\",\"address\":\"dashboard.events\",\"headers\":{}}";
  @TempDir private Path folder;
  private DashboardUnderTest runner;
  private final ListAppender<ILoggingEvent> errors = new ListAppender<>();
  private final Logger supervisor =
      (Logger) LoggerFactory.getLogger("io.mediarunner.launcher.app.Supervisor");

  @BeforeEach
  void start() throws Exception {
    runner = new DashboardUnderTest(folder, "[4x(encoding)]", 4);
    runner.start();
    errors.start();
    supervisor.addAppender(errors);
  }

  @AfterEach
  void close() throws Exception {
    supervisor.detachAppender(errors);
    runner.close();
  }

  @Test
  void aThousandReloadsAndTwentyTabsDuringTwoHundredTasksHarmNobody() throws Exception {
    try (Page page = runner.loggedIn(1024, 800)) {
      String cookie =
          page.context().cookies().stream()
              .map(one -> one.name + "=" + one.value)
              .collect(Collectors.joining("; "));
      WebSocketClient sockets =
          runner.vertx.createWebSocketClient(
              new WebSocketClientOptions().setMaxConnections(TABS + 8).setMaxFrameSize(1 << 20));
      List<WebSocket> tabs = new ArrayList<>();
      for (int i = 0; i < TABS; i++) {
        WebSocket tab = TestRunner.wait(connect(sockets, cookie));
        if (i % 5 == 4) {
          tab.pause(); // it does not read
        }
        tabs.add(tab);
      }
      long before = 0;
      Map<String, Long> classes = Map.of();
      AtomicBoolean over = new AtomicBoolean();
      CompletableFuture<Void> tasks = CompletableFuture.runAsync(() -> tasks(over));
      int reloads = 0;
      while (reloads < RELOADS || !over.get()) {
        List<Future<WebSocket>> opened = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
          opened.add(connect(sockets, cookie));
        }
        for (Future<WebSocket> one : opened) {
          WebSocket socket = TestRunner.wait(one);
          reloads++;
          if (reloads % 2 == 0) {
            socket.close();
          } else {
            socket.shutdown(0, TimeUnit.MILLISECONDS);
          }
        }
        if (reloads % 80 == 0) {
          page.reload();
        }
        if (reloads == WARM) {
          before = heap();
          classes = classes();
        }
        Thread.sleep(reloads < RELOADS ? 10 : 200); // the tasks need the machine too
      }
      tasks.get(120, TimeUnit.SECONDS);
      page.waitForSelector("#link[data-state=on]");
      page.waitForSelector("#history tbody tr");
      long warm = before;
      Map<String, Long> then = classes;
      Awaitility.await("what closed browsers held comes back")
          .atMost(60, TimeUnit.SECONDS)
          .pollInterval(3, TimeUnit.SECONDS)
          .untilAsserted(
              () ->
                  assertThat(heap() - warm)
                      .as("memory is flat; %s", growth(then))
                      .isLessThan(MOST_GROWTH));
      System.out.printf(Locale.ROOT, "reloads %d, heap %+d KiB%n", reloads, (heap() - warm) >> 10);
      tabs.forEach(WebSocket::close);
    }
    assertThat(errors.list)
        .filteredOn(event -> event.getLevel().isGreaterOrEqual(Level.WARN))
        .extracting(ILoggingEvent::getFormattedMessage)
        .as("verticles that failed")
        .isEmpty();
    assertThat(runner.manager.completions()).hasSize(TASKS);
  }

  private void tasks(AtomicBoolean over) {
    try {
      for (int i = 0; i < TASKS; i++) {
        runner.execute("encoding", "/gone.mp4", new JsonObject().put("video_title", "Talk " + i));
      }
      Awaitility.await()
          .atMost(60, TimeUnit.SECONDS)
          .until(() -> runner.manager.completions().size() >= TASKS);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    } finally {
      over.set(true);
    }
  }

  private Future<WebSocket> connect(WebSocketClient sockets, String cookie) {
    return sockets
        .connect(
            new WebSocketConnectOptions()
                .setHost("127.0.0.1")
                .setPort(runner.port)
                .setURI("/live/websocket")
                .putHeader("Cookie", cookie))
        .onSuccess(
            socket -> {
              socket.handler(ignored -> {});
              socket.writeTextMessage(REGISTER);
            });
  }

  /** Bytes of each class on the heap. */
  private static Map<String, Long> classes() throws Exception {
    String histogram =
        (String)
            ManagementFactory.getPlatformMBeanServer()
                .invoke(
                    new ObjectName("com.sun.management:type=DiagnosticCommand"),
                    "gcClassHistogram",
                    new Object[] {new String[0]},
                    new String[] {String[].class.getName()});
    Map<String, Long> bytes = new HashMap<>();
    Matcher line = HISTOGRAM.matcher(histogram);
    while (line.find()) {
      bytes.put(line.group(2), Long.parseLong(line.group(1)));
    }
    return bytes;
  }

  /** The classes that grew most since then. */
  private static List<String> growth(Map<String, Long> before) throws Exception {
    return classes().entrySet().stream()
        .map(e -> Map.entry(e.getKey(), e.getValue() - before.getOrDefault(e.getKey(), 0L)))
        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
        .limit(25)
        .map(e -> e.getKey() + " +" + (e.getValue() >> 10) + " KiB")
        .toList();
  }

  private static long heap() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
