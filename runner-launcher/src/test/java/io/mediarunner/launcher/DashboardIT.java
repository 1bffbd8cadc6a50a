package io.mediarunner.launcher;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import io.mediarunner.launcher.demo.DemoSite;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The dashboard in a real browser, before a real runner that encodes real videos. */
class DashboardIT {
  private static final String HOSTILE = "<script>alert(1)</script> \u001b[31mred \u202Eesrever";
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

  @Test
  void lettingInThoseWhoKnowTheToken() {
    try (Page page = runner.open(900, 700)) {
      page.fill("#token", "not the token");
      page.press("#token", "Enter");
      assertThat(page.locator("#problem")).hasText("Wrong token.");
      axe(page);
      page.fill("#token", DashboardUnderTest.TOKEN);
      page.press("#token", "Enter");
      assertThat(page.locator("#verdict-text")).hasText("All is well", patiently());
      page.click("#logout");
      assertThat(page.locator("#token")).isVisible();
    }
  }

  @Test
  void showsAnEncodeWhileItRunsAndWhatItMade() throws Exception {
    runner.video(40);
    try (Page page = runner.loggedIn(1200, 900)) {
      String task =
          runner.execute(
              "encoding", "/" + DemoSite.VIDEO, new JsonObject().put("video_title", HOSTILE));
      Locator percent = page.locator(".task .percent");
      assertThat(percent).isVisible(new LocatorAssertions.IsVisibleOptions().setTimeout(20_000));
      List<Integer> seen = new ArrayList<>();
      await()
          .atMost(2, TimeUnit.MINUTES)
          .pollInterval(100, TimeUnit.MILLISECONDS)
          .until(
              () -> {
                for (String text : percent.allTextContents()) {
                  if (text.matches("[0-9]+%")) {
                    seen.add(Integer.parseInt(text.replace("%", "")));
                  }
                }
                return runner.manager.completion(task).isComplete();
              });
      assertThat(seen).isSorted();
      assertThat(seen.stream().distinct().count()).isGreaterThan(4);
      assertThat(page.locator("#history td .state").first()).hasText("completed", patiently());
      assertThat(page.locator("#history td a").first())
          // The escape character is gone since the task was taken; the rest is made visible here.
          .hasText("<script>alert(1)</script> [31mred [U+202E]esrever");

      page.locator("#history td a").first().click();
      assertThat(page.locator("h1")).containsText("<script>alert(1)</script>");
      axe(page);
      playsAndScrubs(page);
      assertThat(page.locator("#commands li").first()).containsText("ffmpeg");
      assertThat(page.locator("#timeline li strong"))
          .hasText(
              new String[] {
                "Accepted",
                "Started",
                "Download",
                "Inspect",
                "Process",
                "Verify",
                "Publish",
                "Finished",
                "Reported"
              },
              patiently());
      assertThat(page.locator("#log")).containsText("done");
    }
  }

  private static void playsAndScrubs(Page page) {
    page.locator("video").scrollIntoViewIfNeeded();
    page.evaluate("() => { const v = document.querySelector('video'); v.muted = true; v.play(); }");
    await()
        .atMost(30, TimeUnit.SECONDS)
        .until(() -> (boolean) page.evaluate("document.querySelector('video').currentTime > 0.5"));
    assertThat(page.evaluate("document.querySelector('video').videoWidth > 0")).isEqualTo(true);
    Locator slider = page.locator(".scrubber input");
    slider.hover();
    assertThat(page.locator(".scrubber .tile")).isVisible();
    assertThat((String) page.locator(".scrubber .tile").evaluate("t => t.style.backgroundImage"))
        .contains("overview.png");
  }

  @Test
  void namesTheCauseOfAFailureAndStopsAnotherTask() throws Exception {
    runner.video(40);
    try (Page page = runner.loggedIn(1200, 900)) {
      runner.execute("encoding", "/gone.mp4", new JsonObject().put("video_title", "Lost talk"));
      assertThat(page.locator("#attention li").first())
          .containsText("The video no longer exists at its address.", patiently2());
      assertThat(page.locator("#attention code").first()).hasText("SOURCE_NOT_FOUND");
      assertThat(page.locator("#verdict-text")).hasText("All is well"); // it is not our machine

      String task =
          runner.execute(
              "encoding", "/" + DemoSite.VIDEO, new JsonObject().put("video_title", "Long talk"));
      page.locator(".task .stop").click(new Locator.ClickOptions().setTimeout(20_000));
      assertThat(page.locator("#ask-text")).containsText("Long talk");
      axe(page);
      page.click("#ask-yes");
      await().atMost(30, TimeUnit.SECONDS).until(runner.manager.completion(task)::isComplete);
      assertThat(runner.manager.completion(task).result().errorMessage())
          .isEqualTo("Cancelled by user.");
      assertThat(page.locator("#history td .state").first()).hasText("stopped", patiently());
    }
  }

  @Test
  void isThereAgainAfterARestart() throws Exception {
    try (Page page = runner.loggedIn(1000, 800)) {
      runner.stop();
      assertThat(page.locator("#link")).hasText("Connection lost, reconnecting …");
      runner.start();
      assertThat(page.locator("#link")).hasText("Live", patiently());
      assertThat(page.locator("#verdict-text")).hasText("All is well", patiently());
    }
  }

  @Test
  void speaksFrenchAndWorksWithTheKeyboardAlone() throws Exception {
    try (Page page = runner.loggedIn(1000, 800)) {
      page.keyboard().press("Tab");
      assertThat(page.locator(".skip")).isFocused();
      for (int i = 0; i < 20 && !focusedId(page).equals("language"); i++) {
        page.keyboard().press("Tab");
      }
      page.keyboard().press("Enter");
      assertThat(page.locator("#verdict-text")).hasText("Tout va bien", patiently());
      assertThat(page.locator("html")).hasAttribute("lang", "fr");
      assertThat(page.locator("#history h2")).hasText("Historique");
      axe(page);
      String pause = "Mettre l’instance 0 en pause";
      for (int i = 0; i < 40 && !pause.equals(focusedLabel(page)); i++) {
        page.keyboard().press("Tab");
      }
      page.keyboard().press("Enter");
      assertThat(page.locator("#ask-title")).hasText("Mettre l’instance 0 en pause\u202f?");
      page.keyboard().press("Tab");
      page.keyboard().press("Enter");
      assertThat(page.locator("#instances .why")).containsText("en pause", patiently2());
      assertThat(focusedLabel(page)).isEqualTo("Reprendre l’instance 0");
      page.keyboard().press("Enter");
      page.keyboard().press("Tab");
      page.keyboard().press("Enter");
      assertThat(page.locator("#instances .why")).containsText("libre", patiently2());
    }
  }

  private static String focusedId(Page page) {
    return (String) page.evaluate("document.activeElement.id ?? ''");
  }

  private static String focusedLabel(Page page) {
    return (String) page.evaluate("document.activeElement.getAttribute('aria-label')");
  }

  @Test
  void fitsANarrowScreenAndADarkOne() throws Exception {
    runner.execute(
        "encoding",
        "/gone.mp4",
        new JsonObject().put("video_title", "AVeryLongTitleWithoutAnyPlaceToBreakIt".repeat(6)));
    try (Page page = runner.loggedIn(360, 740)) {
      assertThat(page.locator("#history td .state").first()).hasText("failed", patiently());
      assertThat(page.evaluate("document.documentElement.scrollWidth")).isEqualTo(360);
      axe(page);
      page.click("#theme");
      page.click("#theme");
      assertThat(page.locator("html")).hasAttribute("data-theme", "dark");
      axe(page);
      page.locator("#history td a").first().click();
      assertThat(page.locator("#why")).isVisible();
      assertThat(page.evaluate("document.documentElement.scrollWidth")).isEqualTo(360);
      axe(page);
    }
  }

  private static void axe(Page page) {
    List<Rule> violations = new AxeBuilder(page).analyze().getViolations();
    assertThat(violations)
        .as(
            () ->
                String.join(
                    "\n", violations.stream().map(v -> v.getId() + " " + v.getNodes()).toList()))
        .isEmpty();
  }

  private static LocatorAssertions.HasTextOptions patiently() {
    return new LocatorAssertions.HasTextOptions().setTimeout(20_000);
  }

  private static LocatorAssertions.ContainsTextOptions patiently2() {
    return new LocatorAssertions.ContainsTextOptions().setTimeout(20_000);
  }
}
