package io.mediarunner.launcher;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import io.mediarunner.core.error.Failure;
import io.mediarunner.core.error.FailureCode;
import io.mediarunner.core.store.TaskOutcome;
import io.mediarunner.core.store.TaskStore;
import io.mediarunner.core.task.TaskId;
import io.mediarunner.core.task.TaskRequest;
import io.mediarunner.launcher.demo.DemoSite;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The screenshots of the docs: a runner idle, busy and in trouble. Written to {@code
 * target/pictures}, and to {@code docs/images} with {@code -Dpictures=docs}.
 */
class DashboardPicturesIT {
  private static final List<String> TITLES =
      List.of(
          "Analyse de Fourier, séance 4",
          "Organic chemistry: alkenes",
          "Soutenance de thèse de M. Lefèvre",
          "Quantum mechanics II, lecture 9",
          "Colloque Humanités numériques, jour 2",
          "Statistics for biologists",
          "Histoire de l'art: le Caravage",
          "Operating systems: scheduling");
  @TempDir private Path folder;
  private DashboardUnderTest runner;

  @BeforeEach
  void make() throws Exception {
    runner = new DashboardUnderTest(folder, "[2x(encoding,studio),1x(encoding)]", 3);
    Files.createDirectories(folder.resolve("storage"));
    past();
  }

  @AfterEach
  void close() throws Exception {
    runner.close();
    assertThat(runner.complaints).as("the browser's log").isEmpty();
  }

  /** A week of a university's work, in the journal as it would have been written. */
  private void past() throws Exception {
    Instant now = Instant.now();
    try (TaskStore store = TaskStore.open(folder.resolve("storage/runner.db"))) {
      for (int i = 0; i < 140; i++) {
        Instant begin = now.minus(Duration.ofMinutes(8 + i * 71L));
        TaskId id =
            new TaskId(
                UUID.nameUUIDFromBytes(("talk " + i).getBytes(StandardCharsets.UTF_8)).toString());
        String type = i % 5 == 3 ? "studio" : "encoding";
        store.accept(i % 3, request(id, type, TITLES.get(i % TITLES.size())), begin);
        store.started(id, 1, begin.plusSeconds(2));
        Optional<Failure> failure =
            i % 29 == 27
                ? Optional.of(
                    new Failure(FailureCode.SOURCE_INCOMPLETE, "The download broke off at 61 %."))
                : Optional.empty();
        store.finish(
            id,
            1,
            failure
                .map(f -> TaskOutcome.failed(f, Optional.empty()))
                .orElse(TaskOutcome.succeeded(Optional.empty())),
            begin.plusSeconds(100 + i * 37L % 900));
      }
    }
  }

  private static TaskRequest request(TaskId id, String type, String title) {
    return new TaskRequest(
        id,
        "Université",
        "Pod",
        Optional.empty(),
        type,
        "https://pod.example.org/media/" + id + ".mp4",
        Optional.empty(),
        Map.of("video_title", title),
        "",
        Optional.empty());
  }

  @Test
  void idle() throws Exception {
    runner.start();
    try (Page page = runner.loggedIn(1320, 860)) {
      assertThat(page.locator("#verdict-text"))
          .hasText("All is well", new LocatorAssertions.HasTextOptions().setTimeout(30_000));
      assertThat(page.locator("#history tbody tr").first()).isVisible();
      picture(page, "dashboard-idle");
    }
  }

  @Test
  void busyAndATaskOfItsOwn() throws Exception {
    runner.video(60);
    runner.start();
    try (Page page = runner.loggedIn(1320, 860)) {
      for (int i = 0; i < 2; i++) {
        runner.execute(
            "encoding",
            "/" + DemoSite.VIDEO,
            new JsonObject().put("video_title", TITLES.get(i)).put("video_slug", "talk-" + i));
      }
      assertThat(page.locator(".task .stages .on", new Page.LocatorOptions().setHasText("Process")))
          .hasCount(2, new LocatorAssertions.HasCountOptions().setTimeout(60_000));
      page.locator(".pace", new Page.LocatorOptions().setHasText("left"))
          .first()
          .waitFor(new Locator.WaitForOptions().setTimeout(60_000));
      picture(page, "dashboard-busy");
      page.setViewportSize(360, 760);
      shot(page, "dashboard-phone-light");
      page.setViewportSize(1320, 860);
      page.locator("#history td .state.completed").first().waitFor();
      assertThat(page.locator("#running .task"))
          .hasCount(0, new LocatorAssertions.HasCountOptions().setTimeout(240_000));
      page.locator("#history td a").first().click();
      page.locator("video").waitFor();
      page.waitForCondition(
          () -> (boolean) page.evaluate("document.querySelector('video').readyState >= 2"));
      shot(page, "dashboard-task-light");
    }
  }

  @Test
  void trouble() throws Exception {
    Instant now = Instant.now();
    try (PastTasks past = new PastTasks(folder)) {
      for (int i = 0; i < 3; i++) {
        past.failed(
            "broken-" + i,
            TITLES.get(i),
            new Failure(FailureCode.ENCODER_FAILED, "The encoder could not open the device."),
            now.minusSeconds(300 + 900L * i));
      }
    }
    runner.start();
    try (Page page = runner.loggedIn(1320, 860)) {
      runner.execute("encoding", "/gone.mp4", new JsonObject().put("video_title", TITLES.get(2)));
      Files.writeString(folder.resolve(DemoSite.VIDEO), "no media at all");
      runner.execute(
          "encoding", "/" + DemoSite.VIDEO, new JsonObject().put("video_title", TITLES.get(4)));
      page.locator("#attention code", new Page.LocatorOptions().setHasText("SOURCE_UNREADABLE"))
          .waitFor(new Locator.WaitForOptions().setTimeout(60_000));
      picture(page, "dashboard-trouble");
    }
  }

  private static void picture(Page page, String name) {
    shot(page, name + "-light");
    page.click("#theme");
    page.click("#theme");
    shot(page, name + "-dark");
    page.click("#theme");
  }

  private static void shot(Page page, String name) {
    page.mouse().move(0, 0);
    Path target =
        "docs".equals(System.getProperty("pictures"))
            ? Path.of("../docs/images")
            : Path.of("target/pictures");
    Path file = target.resolve(name + ".png");
    page.screenshot(new Page.ScreenshotOptions().setPath(file));
    assertThat(file).isNotEmptyFile();
  }
}
