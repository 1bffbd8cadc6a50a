package io.mediarunner.launcher;

import static org.awaitility.Awaitility.await;

import io.mediarunner.core.config.RunnerConfig;
import io.mediarunner.core.config.parse.RunnerConfigParser;
import io.mediarunner.core.media.ffmpeg.FfmpegTools;
import io.mediarunner.core.process.JdkProcessRunner;
import io.mediarunner.launcher.app.RunnerApp;
import io.mediarunner.launcher.app.Waiting;
import io.mediarunner.launcher.command.StartCommand;
import io.mediarunner.launcher.demo.DemoVideo;
import io.mediarunner.launcher.os.FreePorts;
import io.mediarunner.verticles.demo.ManagerDouble;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** A whole runner in the test's process, with real sockets, real ffmpeg and a strict Manager. */
public final class TestRunner {
  public static final String TOKEN = "end-to-end-token-that-must-stay-secret";
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private TestRunner() {}

  /** Settings for a runner in a folder of its own; more may be put in. */
  public static Map<String, String> settings(
      Path folder, ManagerDouble manager, String types, int ports) throws IOException {
    Map<String, String> settings = settings(folder, types, ports);
    settings.put("RUNNER_TOKEN", TOKEN);
    settings.put("MANAGER_URL", manager.url().toString());
    return settings;
  }

  /** Settings for a runner that knows no Manager yet. */
  public static Map<String, String> settings(Path folder, String types, int ports)
      throws IOException {
    Map<String, String> settings = new HashMap<>();
    settings.put("RUNNER_HOST", "127.0.0.1");
    settings.put("RUNNER_BASE_NAME", "it-runner");
    settings.put("RUNNER_BASE_PORT", "" + FreePorts.inARow(ports));
    settings.put("RUNNER_TASK_TYPES", types);
    settings.put("RUNNER_DASHBOARD_PORT", "0");
    settings.put("STORAGE_DIR", folder.resolve("storage").toString());
    settings.put("LOG_DIR", folder.resolve("logs").toString());
    settings.put("CACHE_DIR", folder.resolve("cache").toString());
    settings.put("ENCODING_PRESET", "superfast");
    if (types.contains("transcription")) {
      settings.put("WHISPER_MODELS_DIR", speechModels(folder.resolve("models")).toString());
    }
    settings.put("COMPLETION_NOTIFY_RETRY_DELAY_SECONDS", "1");
    return settings;
  }

  /** A folder with a model that knows twenty sentences, and the detector of speech. */
  static Path speechModels(Path folder) throws IOException {
    Path resources = Path.of("../runner-core/src/test/resources/speech");
    String silero = "ggml-silero-v6.2.0.bin";
    Files.createDirectories(folder);
    Path model = folder.resolve("ggml-small.bin");
    if (!Files.exists(model)) {
      Files.copy(resources.resolve("ggml-fixture-en-fr.bin"), model);
      Files.copy(resources.resolve(silero), folder.resolve(silero));
    }
    return folder;
  }

  static RunnerApp start(Vertx vertx, Map<String, String> settings) throws Exception {
    return start(vertx, RunnerConfigParser.parse(settings, Map.of()).config());
  }

  public static RunnerApp start(Vertx vertx, RunnerConfig config) throws Exception {
    return Waiting.on(
        RunnerApp.start(vertx, config, processes -> StartCommand.ffmpegs(config, processes)),
        LIMIT);
  }

  /** A test video made by the ffmpeg that the runner would use. */
  public static Path video(Path file, int seconds) throws Exception {
    try (JdkProcessRunner processes = new JdkProcessRunner()) {
      DemoVideo.make(tools(file.getParent()), processes, file, seconds);
    }
    return file;
  }

  /** The ffmpeg that a runner would use whose cache lies in a folder. */
  public static FfmpegTools tools(Path folder) throws Exception {
    try (JdkProcessRunner processes = new JdkProcessRunner()) {
      return StartCommand.locator(anyConfig(folder), processes).find();
    }
  }

  private static RunnerConfig anyConfig(Path folder) {
    return RunnerConfigParser.parse(
            Map.of("RUNNER_TOKEN", TOKEN, "CACHE_DIR", folder.resolve("cache").toString()),
            Map.of())
        .config();
  }

  /**
   * Waits until the Manager knows so many runners and each knows that it is known: only then would
   * a task be sent.
   */
  public static void awaitRegistered(ManagerDouble manager, int runners) {
    await().atMost(LIMIT).until(() -> manager.runners().size() == runners);
    await().atMost(LIMIT).until(() -> wait(manager.knowing()) == runners);
  }

  public static <T> T wait(Future<T> future) throws Exception {
    return Waiting.on(future, Duration.ofMinutes(5));
  }
}
