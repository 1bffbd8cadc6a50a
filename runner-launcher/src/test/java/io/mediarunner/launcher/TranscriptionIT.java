package io.mediarunner.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Page;
import io.mediarunner.launcher.demo.DemoSite;
import io.mediarunner.verticles.demo.ManagerDouble;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A transcription from the Manager's request to what a browser makes of the subtitles. */
class TranscriptionIT {
  private final Vertx vertx = VertxFactory.create();
  @TempDir private Path folder;
  private RunnerApp app;

  @AfterEach
  void close() throws Exception {
    TestRunner.wait(app.stop());
    TestRunner.wait(vertx.close());
  }

  @Test
  void makesSubtitlesThatABrowserShows() throws Exception {
    ManagerDouble manager =
        TestRunner.wait(new ManagerDouble(vertx, TestRunner.TOKEN, "1.7.1").listen(0));
    DemoSite media = TestRunner.wait(new DemoSite(vertx, folder).listen());
    Path models = Files.createDirectory(folder.resolve("models"));
    Files.copy(
        Path.of("../runner-core/src/test/resources/speech/ggml-fixture-en-fr.bin"),
        models.resolve("ggml-small.bin"));
    Process voice =
        new ProcessBuilder(
                "espeak-ng",
                "-v",
                "en-gb",
                "-s",
                "150",
                "-w",
                folder.resolve(DemoSite.VIDEO).toString(),
                "today we study the history of music")
            .start();
    assertThat(voice.waitFor(20, TimeUnit.SECONDS)).isTrue();
    Map<String, String> settings = TestRunner.settings(folder, manager, "[1x(transcription)]", 1);
    settings.put("WHISPER_MODELS_DIR", models.toString());
    app = TestRunner.start(vertx, settings);
    await().until(() -> manager.runners().size() == 1);

    String task =
        TestRunner.wait(
            manager.execute(
                "transcription",
                media.url() + "/" + DemoSite.VIDEO,
                new JsonObject().put("format", "vtt,srt")));
    ManagerDouble.Completion end = TestRunner.wait(manager.completion(task));

    assertThat(end.status()).as(end.errorMessage()).isEqualTo("completed");
    JsonArray files = TestRunner.wait(manager.manifest(task)).getJsonArray("files");
    assertThat(files).contains("lecture.vtt", "lecture.srt", "info_video.json");
    assertThat(files).hasSize(4); // and the log
    String vtt = TestRunner.wait(manager.file(task, "lecture.vtt")).toString();
    try (Browser browser = new Browser();
        Page page = browser.page(600, 400)) {
      Object shown =
          page.evaluate(
              """
              text => new Promise((done, failed) => {
                const video = document.createElement('video');
                const track = document.createElement('track');
                track.kind = 'subtitles';
                track.src = URL.createObjectURL(new Blob([text], {type: 'text/vtt'}));
                track.onload = () => done(
                    Array.from(track.track.cues).map(cue => cue.startTime + ' ' + cue.text));
                track.onerror = () => failed('no WebVTT');
                video.append(track);
                document.body.append(video);
                track.track.mode = 'showing';
              })
              """,
              vtt);
      assertThat((List<?>) shown)
          .singleElement()
          .asString()
          .matches("0(\\.\\d+)? .*")
          .endsWith("Today we study the history of music.");
    }
  }
}
