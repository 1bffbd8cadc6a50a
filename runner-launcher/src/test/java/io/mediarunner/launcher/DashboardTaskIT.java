package io.mediarunner.launcher;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import io.mediarunner.launcher.demo.DemoSite;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page of one task: what it did, what it lacks, how to run it again. */
class DashboardTaskIT {
  /** Writes down what a page puts on the clipboard in the old way, and offers no other one. */
  private static final String WITHOUT_HTTPS =
      "Object.defineProperty(window, 'isSecureContext', { value: false });"
          + "document.addEventListener('copy', () => { window.copied = getSelection().toString()"
          + " || document.activeElement.value; });";

  private static final String NO_CLIPBOARD =
      "Object.defineProperty(window, 'isSecureContext', { value: false });"
          + "document.execCommand = () => false;";

  @TempDir private Path folder;
  private DashboardUnderTest runner;

  @BeforeEach
  void start() throws Exception {
    runner = new DashboardUnderTest(folder, "[1x(encoding,studio)]", 1);
    runner.start();
  }

  @AfterEach
  void close() throws Exception {
    runner.close();
    assertThat(runner.complaints).as("the browser's log").isEmpty();
  }

  private static JsonObject withoutLogo(DashboardUnderTest runner) {
    return new JsonObject()
        .put("video_title", "No logo")
        .put(
            "dressing",
            new JsonObject().put("watermark", runner.media.url() + "/gone.png").encode());
  }

  @Test
  void aMissingLogoIsSeenWithWhatToDo() throws Exception {
    runner.video(40);
    try (Page page = runner.loggedIn(1440, 900)) {
      String task = runner.execute("encoding", "/" + DemoSite.VIDEO, withoutLogo(runner));
      page.navigate(runner.url() + "#/task/" + task);
      assertThat(page.locator("#progress .tool")).containsText("speed=", PageChecks.containing());
      assertThat(page.locator("h1 + .row .state"))
          .hasText("completed with warnings", PageChecks.text());
      assertThat(page.locator("#warnings"))
          .containsText("A logo or credits could not be used: the video has none.");
      assertThat(page.locator("#warnings")).containsText("What to do: Check the address");
      assertThat(page.locator("#warnings code")).hasText("DRESSING_NOT_APPLIED");
      assertThat(page.locator("#timeline .legend dt"))
          .hasText(
              new String[] {
                "Waiting",
                "Download",
                "Inspect",
                "Process",
                "Verify",
                "Publish",
                "Reported",
                "Total"
              },
              PageChecks.text());
      assertThat(page.locator("#media tbody tr").first()).containsText("1280 × 720");
      assertThat(page.locator("#media tbody tr").first()).containsText("MiB");
      assertThat(page.locator("#speed svg")).isVisible();
      assertThat(page.locator("#attempts > ol > li")).hasCount(1);
      Download bundle = page.waitForDownload(() -> page.click("#bundle"));
      assertThat(bundle.suggestedFilename()).isEqualTo(task + ".bundle.json");
      assertThat(Files.readString(bundle.path()))
          .contains("DRESSING_NOT_APPLIED", "libx264")
          .hasSizeLessThan(200_000)
          .doesNotContain(TestRunner.TOKEN, DashboardUnderTest.TOKEN);
      PageChecks.sound(page);
      page.setViewportSize(390, 800);
      PageChecks.sound(page);
      page.click("#language");
      assertThat(page.locator("#warnings"))
          .containsText("Que faire\u00a0:", PageChecks.containing());
      PageChecks.sound(page);

      page.navigate(runner.url() + "#/?state=warnings");
      assertThat(page.locator("#history tbody tr")).hasCount(1, PageChecks.count());
      assertThat(page.locator("#history .state")).hasText("terminée avec avertissements");
      assertThat(
              page.context()
                  .request()
                  .get(runner.url() + "metrics")
                  .text()
                  .lines()
                  .filter(line -> line.startsWith("runner_task_warnings_total"))
                  .filter(line -> !line.endsWith(" 0.0")))
          .containsExactly(
              "runner_task_warnings_total{code=\"DRESSING_NOT_APPLIED\",type=\"encoding\"} 1.0");
    }
  }

  @Test
  void copiesWithoutHttpsAndNeverSaysSoWhenItDidNot() throws Exception {
    runner.video(2);
    String task = runner.execute("encoding", "/" + DemoSite.VIDEO, new JsonObject());
    await().atMost(60, TimeUnit.SECONDS).until(runner.manager.completion(task)::isComplete);
    try (Page page = runner.loggedIn(1024, 800)) {
      page.addInitScript(WITHOUT_HTTPS);
      page.navigate(runner.url() + "?1#/task/" + task);
      Locator line = page.locator("#commands li").first();
      line.locator("button").click();
      assertThat(page.locator("#said")).hasText("Copied.");
      String copied = (String) page.evaluate("window.copied");
      assertThat(copied).isEqualTo(line.locator("pre").textContent());
      Process shell =
          new ProcessBuilder("sh", "-c", "set -- " + copied + "; printf '%s' $#")
              .redirectErrorStream(true)
              .start();
      assertThat(new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
          .matches("[0-9]{2,4}");
      assertThat(shell.waitFor()).isZero();
      page.addInitScript(NO_CLIPBOARD);
      page.navigate(runner.url() + "?2#/task/" + task);
      page.locator("#commands li button").first().click();
      assertThat(page.locator("#said")).containsText("Not copied");
      PageChecks.sound(page);
    }
  }

  @Test
  void aStoppedTaskHasNoReasonToFailAndRunsAgainUnderItsId() throws Exception {
    runner.video(40);
    try (Page page = runner.loggedIn(1024, 800)) {
      String task =
          runner.execute(
              "encoding", "/" + DemoSite.VIDEO, new JsonObject().put("video_title", "Long talk"));
      page.navigate(runner.url() + "#/task/" + task);
      page.locator("#progress .danger").click(new Locator.ClickOptions().setTimeout(30_000));
      page.click("#ask-yes");
      assertThat(page.locator("#stopped")).isVisible(PageChecks.visible());
      assertThat(page.locator("#why")).hasCount(0);
      PageChecks.sound(page);

      page.locator("#again").focus();
      page.keyboard().press("Enter");
      assertThat(page.locator("#ask-text")).containsText("Long talk");
      page.keyboard().press("Tab");
      page.keyboard().press("Enter");
      assertThat(page.locator("#said")).hasText("The task runs again.");
      assertThat(page.locator("#progress")).isVisible(PageChecks.visible());
      assertThat(page.locator("#facts")).containsText("2 · Instance 0", PageChecks.containing());
      assertThat(page.locator("#attempts li")).containsText("stopped");
      page.locator("#progress .danger").click(new Locator.ClickOptions().setTimeout(30_000));
      page.click("#ask-yes");
      assertThat(page.locator("#attempts > ol > li")).hasCount(2, PageChecks.count());
    }
  }

  @Test
  void aTaskOpenedWhileTheRunnerIsDownLoadsWhenItIsBack() throws Exception {
    String task = runner.execute("encoding", "/gone.mp4", new JsonObject().put("video_title", "X"));
    try (Page page = runner.loggedIn(1024, 800)) {
      assertThat(page.locator("#history tbody tr")).hasCount(1, PageChecks.count());
      runner.stop();
      page.evaluate("location.hash = '#/task/" + task + "'");
      assertThat(page.locator("#link")).hasText("Connection lost, reconnecting …");
      runner.start();
      assertThat(page.locator("#why")).containsText("no longer exists", PageChecks.containing());
    }
  }

  @Test
  void theDrainDialogNamesTheSeconds() throws Exception {
    try (Page page = runner.loggedIn(1024, 800)) {
      page.locator("#instances .row button").click();
      assertThat(page.locator("#ask-text")).containsText("Running tasks have 0\u00a0s to finish.");
      page.keyboard().press("Escape");
      PageChecks.sound(page);
    }
  }
}
