package io.mediarunner.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Page;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's first command, as a user types it. */
class DemoIT {
  private static final Path HOME = Path.of("..").toAbsolutePath().normalize();
  private static final Pattern PAGE = Pattern.compile("Play it: +(http\\S+)");
  private static final Pattern RESULTS = Pattern.compile("Results: +(/\\S+)");
  @TempDir private Path folder;
  private Process demo;

  @AfterEach
  void end() {
    if (demo != null) {
      demo.descendants().forEach(ProcessHandle::destroyForcibly);
      demo.destroyForcibly();
    }
  }

  @Test
  void runsOnceAndEnds() throws Exception {
    start("--once");

    assertThat(demo.waitFor(5, TimeUnit.MINUTES)).isTrue();
    assertThat(demo.exitValue()).as(said()).isZero();
    assertThat(said())
        .contains(
            "is registered",
            "360p_",
            ".m3u8",
            "overview.png",
            "studio_base.mp4",
            "-->",
            "3 passed, 0 failed")
        .as("warnings that ask for nothing")
        .doesNotContain("already registered", "Discarding message");
    assertThat(Pattern.compile("(?m)^[ .:=+*#%@-]{72}$").matcher(said()).results().count())
        .as("rows of the picture")
        .isGreaterThan(15);
    assertThat(Pattern.compile("(?m)^\\[#").matcher(said()).find()).as("a bar").isTrue();
  }

  @Test
  void staysUpWithAPageThatPlaysTheResult() throws Exception {
    start();
    await().atMost(5, TimeUnit.MINUTES).until(() -> find(PAGE).isPresent() || !demo.isAlive());
    assertThat(said()).containsPattern(PAGE);
    String address = find(PAGE).orElseThrow();
    Path results = Path.of(find(RESULTS).orElseThrow());
    assertThat(results).isDirectoryContaining("glob:**.m3u8");

    List<String> complaints = new ArrayList<>();
    try (Browser browser = new Browser();
        Page page = browser.page(1000, 1100)) {
      page.onConsoleMessage(
          message -> {
            if (message.type().equals("error")) {
              complaints.add(message.text());
            }
          });
      page.onPageError(complaints::add);
      page.navigate(address);
      page.waitForSelector("body[data-ready=yes]");
      Object widthAtOneSecond =
          page.evaluate(
              """
              () => new Promise((done) => {
                const video = document.getElementById('video');
                video.addEventListener('timeupdate',
                    () => { if (video.currentTime > 1) done(video.videoWidth); });
                video.play();
              })
              """);
      assertThat(widthAtOneSecond).isEqualTo(1280);
      Object coloursAfterSeek =
          page.evaluate(
              """
              () => new Promise((done) => {
                const video = document.getElementById('video');
                video.addEventListener('seeked', () => {
                  const canvas = document.createElement('canvas');
                  canvas.width = 64; canvas.height = 36;
                  const context = canvas.getContext('2d');
                  context.drawImage(video, 0, 0, 64, 36);
                  const pixels = context.getImageData(0, 0, 64, 36).data;
                  const colours = new Set();
                  for (let i = 0; i < pixels.length; i += 4) {
                    colours.add(pixels[i] >> 5 << 6 | pixels[i + 1] >> 5 << 3 | pixels[i + 2] >> 5);
                  }
                  done(colours.size);
                }, { once: true });
                video.currentTime = 7.3;
              })
              """);
      assertThat((Integer) coloursAfterSeek).as("a picture is seen").isGreaterThan(5);
      page.hover("#bar");
      assertThat(page.isVisible("#tile")).isTrue();
      assertThat(page.locator("#thumbnails img").count()).isEqualTo(3);
      page.screenshot(new Page.ScreenshotOptions().setPath(Path.of("target/screenshots/demo.png")));
    }
    assertThat(complaints).isEmpty();

    demo.destroy(); // SIGTERM
    assertThat(demo.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(results).doesNotExist();
  }

  private void start(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(HOME.resolve("bin/runner").toString(), "demo"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("ENCODING_PRESET", "superfast");
    demo = builder.redirectOutput(log()).start();
  }

  private Optional<String> find(Pattern pattern) throws IOException {
    Matcher matcher = pattern.matcher(said());
    return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  private File log() {
    return folder.resolve("said.txt").toFile();
  }

  private String said() throws IOException {
    return Files.readString(log().toPath());
  }
}
