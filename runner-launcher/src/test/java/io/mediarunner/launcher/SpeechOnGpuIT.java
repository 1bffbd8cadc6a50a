package io.mediarunner.launcher;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import io.mediarunner.core.transcription.engine.WhisperLocator;
import io.mediarunner.launcher.app.Waiting;
import io.mediarunner.launcher.demo.DemoSite;
import io.mediarunner.verticles.demo.ManagerDouble;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A speech engine that is right on the CPU and lies on the GPU: its GPU is off for that model, the
 * reason is where an operator looks, and tasks are transcribed all the same.
 */
class SpeechOnGpuIT {
  private static final String MUSIC = "today we study the history of music";
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir private Path folder;
  private DashboardUnderTest runner;
  private PackagedRunner packaged;

  @BeforeEach
  void make() throws Exception {
    packaged = new PackagedRunner(folder);
    runner = new DashboardUnderTest(folder, "[1x(transcription)]", 1);
  }

  @AfterEach
  void close() throws Exception {
    packaged.end();
    runner.close();
    assertThat(runner.complaints).as("the browser's log").isEmpty();
  }

  /** Without {@code -ng} it says that it uses CUDA, and then does what it is told. */
  private void engine(String onGpu) throws Exception {
    Path real =
        new WhisperLocator(System.getenv("PATH"), folder).cli(Optional.empty()).orElseThrow();
    Path stub = folder.resolve("whisper-cli");
    Files.writeString(
        stub,
        String.format(
            Locale.ROOT,
            """
            #!/bin/sh
            case " $* " in *" -ng "* | *" --version "*) exec %s "$@" ;; esac
            echo 'whisper_backend_init_gpu: using CUDA0 backend' >&2
            %s
            """,
            real,
            onGpu));
    Files.setPosixFilePermissions(stub, PosixFilePermissions.fromString("rwxr-xr-x"));
    runner.settings.put("WHISPER_ENGINE", "whisper-cli");
    runner.settings.put("WHISPER_CLI_PATH", stub.toString());
    runner.settings.put("SANDBOX", "prlimit"); // a stub may run its engine from anywhere
    runner.settings.put("ENCODING_TYPE", "GPU");
    runner.settings.put("GPU_CUDA_PATH", folder.toString());
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "`out=; for a; do [ \"$out\" = -of ] && echo '{\"result\": {\"language\": \"en\"},"
            + " \"transcription\": []}' > \"$a.json\"; out=\"$a\"; done` | it recognised \"\"",
        "`echo 'CUDA error: no kernel image' >&2; exit 1` | failed with the GPU: CUDA error: no kernel image"
      })
  void isNotBelievedWithoutBeingHeard(String onGpu, String why) throws Exception {
    engine(onGpu);

    Process check = packaged.start(runner.settings, "check-transcription");
    assertThat(check.waitFor(60, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
    assertThat(packaged.said(check))
        .contains("gpu:ggml-small.bin", "off: ", why)
        .contains("engine:whisper-cli", "works: ");

    Process voice =
        new ProcessBuilder(
                "espeak-ng",
                "-v",
                "en-gb",
                "-s",
                "150",
                "-w",
                folder.resolve(DemoSite.VIDEO).toString(),
                MUSIC)
            .start();
    assertThat(voice.waitFor()).isZero();
    runner.start();
    String task = runner.execute("transcription", "/" + DemoSite.VIDEO, new JsonObject());
    ManagerDouble.Completion end = Waiting.on(runner.manager.completion(task), LIMIT);
    assertThat(end.status()).as(end.errorMessage()).isEqualTo("completed");

    assertThat(status(task).getJsonObject("about").getString("transcription"))
        .contains("GPU off for ggml-small.bin: ", why);
    JsonObject info = new JsonObject(file(task, "info_video.json"));
    assertThat(info.getJsonObject("transcription").getString("hardware_profile")).isEqualTo("cpu");
    assertThat(codes(info)).contains("ENGINE_ON_CPU");
    assertThat(file(task, "lecture.vtt").toLowerCase(Locale.ROOT)).contains("history of music");
    try (Page page = runner.loggedIn(1440, 900)) {
      assertThat(page.locator("#attention"))
          .containsText("GPU off for ggml-small.bin", PageChecks.containing());
      page.click("#programs summary");
      assertThat(page.locator("#programs")).containsText(why);
      assertThat(page.locator("#programs")).containsText("Sandbox");
      PageChecks.sound(page);
    }
  }

  private JsonObject status(String task) throws Exception {
    return new JsonObject(ask(task, "/runner/status"));
  }

  private String file(String task, String name) throws Exception {
    return ask(task, "/task/result/" + task + "/file/" + name);
  }

  private String ask(String task, String path) throws Exception {
    return Waiting.on(runner.manager.ask(HttpMethod.GET, task, path), LIMIT).getString("body");
  }

  private static List<String> codes(JsonObject info) {
    JsonArray warnings = info.getJsonArray("warnings");
    return warnings.stream().map(w -> ((JsonObject) w).getString("code")).toList();
  }
}
