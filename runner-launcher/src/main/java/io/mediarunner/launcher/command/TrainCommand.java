package io.mediarunner.launcher.command;

import io.mediarunner.core.config.RunnerConfig;
import io.mediarunner.core.config.parse.RunnerConfigParser;
import io.mediarunner.core.log.Masker;
import io.mediarunner.core.media.ffmpeg.FfmpegTools;
import io.mediarunner.core.workspace.Workspace;
import io.mediarunner.launcher.app.RunnerApp;
import io.mediarunner.launcher.app.VertxFactory;
import io.mediarunner.launcher.app.Waiting;
import io.mediarunner.launcher.config.ConfigLoader;
import io.mediarunner.launcher.demo.DemoClient;
import io.mediarunner.launcher.log.Logging;
import io.mediarunner.launcher.os.FreePorts;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/**
 * {@code train}: starts a runner, lets it respond and fail a task, and exits. The classes loaded
 * meanwhile go into the class-data archive that makes later starts fast; {@code bin/runner} calls
 * it once after a build.
 */
@Command(name = "train", hidden = true, description = "Load what a start loads, then exit.")
public final class TrainCommand implements Callable<Integer> {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final long LOOK_MILLIS = 50;
  private static final String TOKEN = "training-only-token";

  @Override
  public Integer call() throws Exception {
    Logging.quiet();
    Path folder = Files.createTempDirectory("media-runner-train-");
    Vertx vertx = VertxFactory.create();
    try {
      Waiting.on(new ConfigLoader(vertx).read(folder.resolve(".env")), LIMIT);
      RunnerConfig config =
          RunnerConfigParser.parse(
                  Map.of(
                      "RUNNER_HOST",
                      "127.0.0.1",
                      "RUNNER_BASE_PORT",
                      "" + FreePorts.inARow(1),
                      "RUNNER_DASHBOARD_PORT",
                      "0",
                      "RUNNER_TASK_TYPES",
                      "[1x(encoding)]",
                      "RUNNER_TOKEN",
                      TOKEN,
                      "APPLICATION_TOKENS",
                      "training=" + TOKEN + "-2",
                      "STANDALONE_PORT",
                      "" + FreePorts.inARow(1),
                      "STORAGE_DIR",
                      folder.resolve("storage").toString(),
                      "LOG_DIR",
                      folder.resolve("logs").toString()),
                  Map.of())
              .config()
              .asStandalone();
      Logging.configure(config.log(), new Masker(List.of()));
      Logging.quiet();
      FfmpegTools none =
          new FfmpegTools(Path.of("ffmpeg"), Path.of("ffprobe"), "none", "training", Map.of());
      RunnerApp app = Waiting.on(RunnerApp.start(vertx, config, processes -> List.of(none)), LIMIT);
      DemoClient client = new DemoClient(config);
      String task =
          client.execute(
              "encoding", config.instances().get(0).advertisedUrl() + "/none", new JsonObject());
      Instant deadline = Instant.now().plus(LIMIT);
      while (!client.task(task).getString("status").equals("failed")) {
        if (Instant.now().isAfter(deadline)) {
          throw new IOException("the task of the training does not end");
        }
        Thread.sleep(LOOK_MILLIS);
      }
      for (String path :
          new String[] {"/task/status/" + task, "/runner/status", "/runner/health"}) {
        client.runner(path);
      }
      Waiting.on(app.stop(), LIMIT);
      return 0;
    } finally {
      Waiting.on(vertx.close(), LIMIT);
      Workspace.deleteTree(folder);
    }
  }
}
