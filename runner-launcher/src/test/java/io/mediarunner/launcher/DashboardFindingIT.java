package io.mediarunner.launcher;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import io.mediarunner.core.error.Failure;
import io.mediarunner.core.error.FailureCode;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Finding tasks: addresses that keep what was looked for, sorting, export, logs. */
class DashboardFindingIT {
  private static final Failure BROKEN = new Failure(FailureCode.ENCODER_FAILED, "It broke.");
  private static final int TASKS = 120;
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

  private void past() throws Exception {
    Instant now = Instant.now();
    try (PastTasks past = new PastTasks(folder)) {
      for (int i = 0; i < TASKS; i++) {
        Instant end = now.minus(Duration.ofMinutes(2 + i));
        String title =
            i == 7 ? "=HYPERLINK(\"http://x\",\"y\")" : "Talk " + (1000 + i * 7919 % 997);
        if (i % 4 == 0) {
          past.failed("task-" + i, title, BROKEN, end);
        } else {
          past.succeeded("task-" + i, title, end);
        }
      }
    }
    Path log = folder.resolve("storage/task-9/output/encoding.log");
    Files.createDirectories(log.getParent());
    Files.writeString(log, "2026-01-01T00:00:00Z opening\n2026-01-01T00:00:01Z Needle in a log\n");
  }

  @Test
  void keepsWhatIsLookedForInTheAddressOverReloadAndBack() throws Exception {
    past();
    runner.start();
    try (Page page = runner.loggedIn(1440, 900)) {
      Locator rows = page.locator("#history tbody tr");
      assertThat(rows).hasCount(25);
      page.selectOption("#history select[name=state]", "failed");
      page.fill("#history input[name=text]", "Talk 1");
      page.waitForURL(url -> url.contains("text=Talk"));
      assertThat(rows).hasCount(25);
      assertThat(page.locator("#history .state").first()).hasText("failed");
      page.locator("#history button", hasText("Show more")).click();
      assertThat(rows).hasCount(30);
      assertThat(page.url()).contains("state=failed").contains("text=Talk").contains("rows=50");

      page.reload();
      assertThat(rows).hasCount(30);
      assertThat(page.locator("#history input[name=text]")).hasValue("Talk 1");
      rows.first().locator("a").click();
      assertThat(page.locator("h1")).containsText("Talk");
      page.goBack();
      assertThat(rows).hasCount(30);
      assertThat(page.locator("#history select[name=state]")).hasValue("failed");

      page.fill("#history input[name=text]", "no such title at all");
      assertThat(page.locator("#history [role=status]")).hasText("No matching task.");
      assertThat(page.locator("#first-steps")).isHidden();
      PageChecks.sound(page);
    }
  }

  @Test
  void sortsByItsColumnsWithTheKeyboard() throws Exception {
    past();
    runner.start();
    try (Page page = runner.loggedIn(1440, 900)) {
      Locator titles = page.locator("#history td[data-column=title] a");
      assertThat(titles).hasCount(25);
      page.locator("#history th[data-column=title] button").focus();
      page.keyboard().press("Enter");
      assertThat(page.locator("#history th[data-column=title]"))
          .hasAttribute("aria-sort", "ascending");
      assertThat(titles.first()).containsText("=HYPERLINK");
      List<String> seen = titles.allTextContents();
      assertThat(seen.subList(1, 25)).isSorted();
      page.keyboard().press("Enter");
      assertThat(page.locator("#history th[data-column=title]"))
          .hasAttribute("aria-sort", "descending");
      page.reload();
      assertThat(titles).hasCount(25);
      assertThat(page.locator("#history th[data-column=title]"))
          .hasAttribute("aria-sort", "descending");
      PageChecks.sound(page);
    }
  }

  @Test
  void exportsWhatIsShownWithoutFormulas() throws Exception {
    past();
    runner.start();
    try (Page page = runner.loggedIn(1024, 800)) {
      page.selectOption("#history select[name=state]", "completed");
      assertThat(page.locator("#history .state").first()).hasText("completed");
      String csv = exported(page, "csv");
      assertThat(csv.lines()).hasSize(1 + TASKS * 3 / 4);
      assertThat(csv).contains("\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\"").doesNotContain("\"=");
      JsonArray json = new JsonArray(exported(page, "json"));
      assertThat(json).hasSize(TASKS * 3 / 4);
      assertThat(json.getJsonObject(0))
          .isInstanceOfSatisfying(
              JsonObject.class,
              task -> {
                assertThat(task.getString("state")).isEqualTo("completed");
                assertThat(task.getDouble("seconds")).isEqualTo(60.0);
                assertThat(Instant.parse(task.getString("ended_at"))).isBefore(Instant.now());
              });
    }
  }

  private String exported(Page page, String kind) {
    String link = page.locator("#history a[data-kind=" + kind + "]").getAttribute("href");
    return new String(
        page.context().request().get(runner.url() + link).body(), StandardCharsets.UTF_8);
  }

  @Test
  void findsATextInTheLogsOfKeptTasks() throws Exception {
    past();
    runner.start();
    try (Page page = runner.loggedIn(390, 800)) {
      page.check("#history input[name=logs]");
      page.fill("#history input[name=text]", "needle in a LOG");
      assertThat(page.locator("#history tbody tr")).hasCount(1, PageChecks.count());
      assertThat(page.locator("#history .hit")).containsText("Needle in a log");
      assertThat(page.locator("#history [role=status]")).containsText("120 logs read");
      PageChecks.sound(page);
    }
  }

  @Test
  void anEmptyRunnerSaysHowToSendItATask() throws Exception {
    runner.start();
    try (Page page = runner.loggedIn(390, 800)) {
      assertThat(page.locator("#first-steps")).isVisible();
      assertThat(page.locator("#history")).not().containsText("No matching task.");
      String line = page.locator("#first-steps pre").textContent();
      assertThat(line).contains("/task/run'").contains("X-API-Token");
      PageChecks.sound(page);
      page.click("#language");
      assertThat(page.locator("#first-steps h2")).hasText("Premiers pas");
      PageChecks.sound(page);

      ProcessBuilder shell = new ProcessBuilder("sh", "-c", line + " -s");
      shell.environment().put("RUNNER_TOKEN", TestRunner.TOKEN);
      Process sent = shell.start();
      assertThat(new String(sent.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
          .contains("\"status\":\"started\"");
      assertThat(page.locator("#history tbody tr")).hasCount(1, PageChecks.count());
      assertThat(page.locator("#first-steps")).isHidden();
    }
  }

  private static Page.LocatorOptions hasText(String text) {
    return new Page.LocatorOptions().setHasText(text);
  }
}
