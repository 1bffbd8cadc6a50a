package io.mediarunner.launcher;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import io.mediarunner.core.error.Failure;
import io.mediarunner.core.error.FailureCode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The same page on a desk, on a laptop and on a phone; and instances that cannot work. */
class DashboardLayoutIT {
  @TempDir private Path folder;
  private DashboardUnderTest runner;

  @BeforeEach
  void make() throws Exception {
    runner = new DashboardUnderTest(folder, "[2x(encoding),1x(transcription)]", 3);
    runner.settings.put("WHISPER_MODELS_DIR", folder.resolve("none").toString());
    runner.settings.put("TRANSCRIPTION_REQUIRE_MODEL", "true");
    Instant now = Instant.now();
    try (PastTasks past = new PastTasks(folder)) {
      for (int i = 0; i < 30; i++) {
        Instant end = now.minus(Duration.ofMinutes(3 + 500L * i));
        String title = "Soutenance de thèse de M. Lefèvre, deuxième partie " + i;
        if (i % 3 == 0) {
          past.failed(
              "t" + i, title, new Failure(FailureCode.SOURCE_INCOMPLETE, "It broke off."), end);
        } else {
          past.succeeded("t" + i, title, end);
        }
      }
    }
    runner.start();
  }

  @AfterEach
  void close() throws Exception {
    runner.close();
    assertThat(runner.complaints).as("the browser's log").isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"1440, en", "1024, en", "390, en", "1440, fr", "1024, fr", "390, fr"})
  void fitsWithWhatMattersFirst(int width, String language) {
    try (Page page = runner.loggedIn(width, 800)) {
      assertThat(page.locator("#history tbody tr")).hasCount(25, PageChecks.count());
      if (language.equals("fr")) {
        page.click("#language");
        assertThat(page.locator("#history tbody tr")).hasCount(25, PageChecks.count());
      }
      PageChecks.sound(page);
      if (width <= 1100) {
        assertThat(tops(page)).as("instances before history").isSorted();
      }
      assertThat(
              (double)
                  number(
                      page,
                      "Math.max(...[...document.querySelectorAll('#history tbody tr')].map(r => r.offsetHeight))"))
          .as("height of a row")
          .isLessThan(62);
      assertThat((double) number(page, "document.querySelector('.top').offsetHeight"))
          .as("height of the head")
          .isLessThan(width > 640 ? 60 : 150);
      page.emulateMedia(
          new Page.EmulateMediaOptions()
              .setColorScheme(com.microsoft.playwright.options.ColorScheme.DARK));
      PageChecks.sound(page);
    }
  }

  private static List<Double> tops(Page page) {
    return List.of(
        number(page, "document.querySelector('#attention').getBoundingClientRect().top"),
        number(page, "document.querySelector('#running').getBoundingClientRect().top"),
        number(page, "document.querySelector('#instances').getBoundingClientRect().top"),
        number(page, "document.querySelector('#history').getBoundingClientRect().top"));
  }

  private static Double number(Page page, String script) {
    return ((Number) page.evaluate(script)).doubleValue();
  }

  @Test
  void anInstanceThatDoesNotListenIsThereWithTheReason() {
    try (Page page = runner.loggedIn(1440, 900)) {
      assertThat(page.locator("#instances li")).hasCount(3, PageChecks.count());
      assertThat(page.locator("#instances li").nth(2)).containsText("does not listen:");
      assertThat(page.locator("#instances li").nth(2).locator("button")).isHidden();
    }
  }
}
