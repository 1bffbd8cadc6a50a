package io.mediarunner.launcher;

import com.microsoft.playwright.ConsoleMessage;
import com.microsoft.playwright.Page;
import io.mediarunner.launcher.app.RunnerApp;
import io.mediarunner.launcher.app.VertxFactory;
import io.mediarunner.launcher.app.Waiting;
import io.mediarunner.launcher.demo.DemoSite;
import io.mediarunner.launcher.os.FreePorts;
import io.mediarunner.verticles.demo.ManagerDouble;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A whole runner with its dashboard, a Manager and a site with a video; and a browser before it.
 */
final class DashboardUnderTest {
  static final String TOKEN = "dashboard-token-of-the-test";
  private static final Duration LIMIT = Duration.ofSeconds(60);
  final Vertx vertx = VertxFactory.create();
  final Path folder;
  final ManagerDouble manager;
  final DemoSite media;
  final Map<String, String> settings;
  final int port;
  final List<String> complaints = new ArrayList<>();
  private final Browser browser = new Browser();
  private Vertx ofRunner;
  private RunnerApp app;

  DashboardUnderTest(Path folder, String types, int instances) throws Exception {
    this.folder = folder;
    manager = TestRunner.wait(new ManagerDouble(vertx, TestRunner.TOKEN, "1.7.1").listen(0));
    media = TestRunner.wait(new DemoSite(vertx, folder).listen());
    settings = TestRunner.settings(folder, manager, types, instances);
    port = FreePorts.inARow(1);
    settings.put("RUNNER_DASHBOARD_PORT", "" + port);
    settings.put("DASHBOARD_TOKEN", TOKEN);
  }

  void start() throws Exception {
    ofRunner = VertxFactory.create();
    app = TestRunner.start(ofRunner, settings);
  }

  void stop() throws Exception {
    if (app != null) {
      Waiting.on(app.stop(), LIMIT);
      TestRunner.wait(ofRunner.close());
      app = null;
    }
  }

  /** A browser before the form; what it complains of is kept. */
  Page open(int width, int height) {
    Page page = browser.page(width, height);
    page.onConsoleMessage(this::heard);
    page.onPageError(error -> complaints.add("page error: " + error));
    page.navigate(url());
    return page;
  }

  private void heard(ConsoleMessage message) {
    boolean expected =
        message.text().contains("401") // the form itself, to whoever is not logged in
            || message.text().contains("WebSocket connection")
            || message.text().contains("ERR_CONNECTION");
    if (!expected
        && (message.type().equals("error") || message.text().contains("Content Security"))) {
      complaints.add(message.type() + ": " + message.text());
    }
  }

  Page loggedIn(int width, int height) {
    Page page = open(width, height);
    page.fill("#token", TOKEN);
    page.press("#token", "Enter");
    page.waitForSelector("#link[data-state=on]");
    return page;
  }

  String url() {
    return "http://127.0.0.1:" + port + "/";
  }

  void video(int seconds) throws Exception {
    if (!Files.exists(folder.resolve(DemoSite.VIDEO))) {
      TestRunner.video(folder.resolve(DemoSite.VIDEO), seconds);
    }
  }

  /** Sends a task, again while no instance is registered and free. */
  String execute(String type, String path, JsonObject parameters) throws Exception {
    return Waiting.on(
        manager.executeWhenFree(type, media.url() + path, parameters, LIMIT),
        LIMIT.multipliedBy(2)); // the last refusal says why
  }

  void close() throws Exception {
    browser.close();
    stop();
    TestRunner.wait(vertx.close());
  }
}
