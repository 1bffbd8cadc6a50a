package io.mediarunner.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mediarunner.launcher.os.FreePorts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A real runner that starts over a cache which another machine, version or crash has left. */
@Tag("security")
class StaleCacheIT {
  @TempDir private Path folder;
  private PackagedRunner runners;

  @AfterEach
  void end() throws Exception {
    runners.end();
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "`{\"about\":\"1.7.4 /usr/bin/whisper-cli\",\"gpu\":false,\"detail\":\"works\"}`",
        "`{\"about\":null}`",
        "`null`",
        "`{\"about\":`",
        "`[]`"
      })
  void startsWithoutASpeechModelWhateverIsRememberedOfEngines(String text) throws Exception {
    Map<String, String> settings = settings();
    settings.put("RUNNER_TASK_TYPES", "[1x(encoding),1x(transcription)]");
    settings.put("WHISPER_MODELS_DIR", folder.resolve("no-models").toString());

    assertStarts(settings, "speech-engine.json", text);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "`{\"key\":\"/usr/bin/ffmpeg | 9\",\"hardware\":{\"api\":\"cuda\"}}`",
        "`{\"key\":null,\"hardware\":null}`",
        "`null`",
        "`{\"key\":`",
        "`[]`"
      })
  void startsWhateverIsRememberedOfHardware(String text) throws Exception {
    Map<String, String> settings = settings();
    settings.put("RUNNER_TASK_TYPES", "[1x(encoding)]");
    settings.put("ENCODING_TYPE", "GPU");

    assertStarts(settings, "hardware.json", text);
  }

  @Test
  void startsWhereEachCacheFileIsAFolder() throws Exception {
    Map<String, String> settings = settings();
    settings.put("RUNNER_TASK_TYPES", "[1x(encoding),1x(transcription)]");
    settings.put("ENCODING_TYPE", "GPU");
    settings.put(
        "WHISPER_MODELS_DIR", TestRunner.speechModels(folder.resolve("models")).toString());
    Files.createDirectories(folder.resolve("cache/speech-engine.json/x"));
    Files.createDirectories(folder.resolve("cache/hardware.json/x"));

    assertStarts(settings);
  }

  private Map<String, String> settings() throws Exception {
    Map<String, String> settings = new HashMap<>();
    settings.put("RUNNER_HOST", "127.0.0.1");
    settings.put("RUNNER_BASE_PORT", "" + FreePorts.inARow(2));
    settings.put("RUNNER_TOKEN", TestRunner.TOKEN);
    settings.put("MANAGER_URL", "http://127.0.0.1:1");
    settings.put("STORAGE_DIR", folder.resolve("storage").toString());
    settings.put("LOG_DIR", folder.resolve("logs").toString());
    settings.put("CACHE_DIR", folder.resolve("cache").toString());
    settings.put("GPU_CUDA_PATH", folder.toString()); // a folder there must be
    return settings;
  }

  private void assertStarts(Map<String, String> settings, String file, String text)
      throws Exception {
    Files.writeString(Files.createDirectories(folder.resolve("cache")).resolve(file), text);
    assertStarts(settings);
  }

  private void assertStarts(Map<String, String> settings) throws Exception {
    runners = new PackagedRunner(folder);
    Process process = runners.start(settings, "start");
    await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> !process.isAlive() || runners.said(process).contains("started: instances="));
    assertThat(process.isAlive()).as(runners.said(process)).isTrue();
  }
}
