package io.mediarunner.launcher;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import io.mediarunner.core.error.Failure;
import io.mediarunner.core.error.FailureCode;
import io.mediarunner.launcher.demo.DemoSite;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What needs attention: causes instead of failures, ours apart from theirs. */
class DashboardAttentionIT {
  private static final Failure GONE = new Failure(FailureCode.SOURCE_NOT_FOUND, "It is gone.");
  private static final Failure BROKEN = new Failure(FailureCode.ENCODER_FAILED, "It broke.");
  @TempDir private Path folder;
  private DashboardUnderTest runner;

  @BeforeEach
  void make() throws Exception {
    runner = new DashboardUnderTest(folder, "[1x(encoding)]", 1);
  }

  @AfterEach
  void close() throws Exception {
    runner.close();
    assertThat(runner.complaints).as("the browser's log").isEmpty();
  }

  private static Locator item(Page page, String side, String text) {
    return page.locator(
        "#side-" + side + " .attention > li", new Page.LocatorOptions().setHasText(text));
  }

  @Test
  void fiveHundredAndThreeFailuresAreTwoCausesOneOfThemOurs() throws Exception {
    Instant now = Instant.now();
    try (PastTasks past = new PastTasks(folder)) {
      for (int i = 0; i < 500; i++) {
        past.failed("gone-" + i, "Lost talk " + i, GONE, now.minus(Duration.ofMinutes(10 + i)));
      }
      for (int i = 0; i < 3; i++) {
        past.failed("bad-" + i, "Broken talk " + i, BROKEN, now.minus(Duration.ofMinutes(5 + i)));
      }
    }
    runner.start();
    try (Page page = runner.loggedIn(1440, 900)) {
      assertThat(page.locator("#verdict-text"))
          .hasText("1 thing needs attention", PageChecks.text());
      assertThat(page.locator("#side-machine .attention > li")).hasCount(1);
      assertThat(item(page, "machine", "ENCODER_FAILED")).containsText("3 tasks failed · ffmpeg");
      assertThat(item(page, "video", "SOURCE_NOT_FOUND"))
          .containsText("500 tasks failed · pod.example.org");
      assertThat(item(page, "video", "SOURCE_NOT_FOUND")).hasClass("info");
      PageChecks.sound(page);

      item(page, "video", "SOURCE_NOT_FOUND").locator("a").click();
      assertThat(page.url()).contains("cause=SOURCE_NOT_FOUND%40pod.example.org");
      assertThat(page.locator("#history tbody tr")).hasCount(25);
      assertThat(page.locator("#history tbody code").first()).hasText("SOURCE_NOT_FOUND");
      page.reload();
      assertThat(page.locator("#history .chip")).containsText("SOURCE_NOT_FOUND@pod.example.org");
      assertThat(page.locator("#history tbody tr")).hasCount(25);
      PageChecks.sound(page);

      Locator acknowledge = item(page, "machine", "ENCODER_FAILED").locator("[data-action=quiet]");
      acknowledge.focus();
      page.keyboard().press("Enter");
      assertThat(page.locator("#verdict-text")).hasText("All is well", PageChecks.text());
      assertThat(page.locator("#set-aside summary")).hasText("Set aside: 1");
    }
    runner.stop();
    runner.start();
    try (Page page = runner.loggedIn(1440, 900)) {
      page.click("#language");
      assertThat(page.locator("#verdict-text")).hasText("Tout va bien", PageChecks.text());
      assertThat(page.locator("#set-aside summary")).hasText("Mis de côté\u00a0: 1");
      assertThat(item(page, "video", "SOURCE_NOT_FOUND")).containsText("500 tâches en échec");
      page.click("#set-aside summary");
      PageChecks.sound(page);
      page.locator("#set-aside [data-action=loud]").click();
      assertThat(item(page, "machine", "ENCODER_FAILED")).isVisible(PageChecks.visible());
    }
  }

  @Test
  void whatIsSetAsideComesBackWhenItHappensAgainAndSaysWhenItIsCured() throws Exception {
    runner.video(2);
    runner.start();
    try (Page page = runner.loggedIn(1024, 800)) {
      runner.execute("encoding", "/gone.mp4", new JsonObject().put("video_title", "Lost talk"));
      Locator lost = item(page, "video", "SOURCE_NOT_FOUND");
      assertThat(lost).containsText("1 task failed · 127.0.0.1", PageChecks.containing());
      assertThat(page.locator("#verdict-text")).hasText("All is well", PageChecks.text());
      lost.locator("[data-action=snooze]").click();
      assertThat(page.locator("#set-aside summary")).hasText("Set aside: 1", PageChecks.text());
      assertThat(lost).hasCount(0);

      runner.execute("encoding", "/gone.mp4", new JsonObject().put("video_title", "Lost again"));
      assertThat(lost).containsText("2 tasks failed", PageChecks.containing());
      runner.execute("encoding", "/" + DemoSite.VIDEO, new JsonObject().put("video_title", "Good"));
      assertThat(lost)
          .containsText(
              "It works again: 1 tasks from there have succeeded since.", PageChecks.containing());
      assertThat(lost).hasClass("good");
      PageChecks.sound(page);
    }
  }

  @Test
  void anUnreachableManagerIsSaidToBeThatAndItsReturnIsTold() throws Exception {
    runner.start();
    try (Page page = runner.loggedIn(1024, 800)) {
      assertThat(page.locator("#verdict-text")).hasText("All is well", PageChecks.text());
      assertThat(page.locator("#instances .why")).hasText("free", PageChecks.text());
    }
    runner.stop();
    runner.settings.put("MANAGER_URL", "http://127.0.0.1:9");
    runner.start();
    try (Page page = runner.loggedIn(390, 800)) {
      assertThat(page.locator("#side-machine"))
          .containsText("The Manager does not answer", PageChecks.containing());
      assertThat(page.locator("#instances .why"))
          .containsText("the Manager does not answer", PageChecks.containing());
      assertThat(page.locator("#verdict")).hasAttribute("data-level", "bad");
      PageChecks.sound(page);
    }
  }
}
