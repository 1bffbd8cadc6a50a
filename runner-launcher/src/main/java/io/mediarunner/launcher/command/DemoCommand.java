package io.mediarunner.launcher.command;

import io.mediarunner.core.config.RunnerConfig;
import io.mediarunner.core.config.parse.ConfigKey;
import io.mediarunner.core.config.parse.RunnerConfigParser;
import io.mediarunner.core.media.ffmpeg.FfmpegLocator;
import io.mediarunner.core.media.ffmpeg.FfmpegMissingException;
import io.mediarunner.core.media.ffmpeg.FfmpegTools;
import io.mediarunner.core.process.JdkProcessRunner;
import io.mediarunner.core.process.ProcessRunner;
import io.mediarunner.core.workspace.Workspace;
import io.mediarunner.launcher.app.Home;
import io.mediarunner.launcher.app.RunnerApp;
import io.mediarunner.launcher.app.VertxFactory;
import io.mediarunner.launcher.app.Waiting;
import io.mediarunner.launcher.demo.DemoClient;
import io.mediarunner.launcher.demo.DemoSite;
import io.mediarunner.launcher.demo.DemoSpeech;
import io.mediarunner.launcher.demo.DemoVideo;
import io.mediarunner.launcher.demo.TextPicture;
import io.mediarunner.launcher.log.Logging;
import io.mediarunner.launcher.os.FreePorts;
import io.mediarunner.launcher.terminal.Explanation;
import io.mediarunner.launcher.terminal.ProgressBar;
import io.mediarunner.launcher.terminal.ResultTable;
import io.mediarunner.launcher.terminal.Terminal;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code demo}: a standalone runner with its own video, on free ports and in its own folder, so
 * that it disturbs nothing.
 */
@Command(
    name = "demo",
    description = "Show tasks from request to result, with a small Manager and a test video.",
    mixinStandardHelpOptions = true)
public final class DemoCommand implements Callable<Integer> {
  private static final Duration SHORT = Duration.ofSeconds(30);
  private static final long LOOK_MILLIS = 500;
  private static final long PATIENCE_MILLIS = Duration.ofMinutes(15).toMillis();
  private static final int PICTURE_COLUMNS = 72;

  private static final List<Show> SHOWS =
      List.of(
          new Show("encoding", DemoSite.VIDEO, "", ""),
          new Show("studio", DemoSite.MEDIAPACKAGE, "studio_base_0.png", ""),
          new Show("transcription", DemoSite.TALK, "", "talk.vtt"));

  private static final List<String> GOING_ON = List.of("pending", "running");

  /** Settings that select programs, taken from the environment. */
  private static final List<String> TOOLS =
      List.of(
          "FFMPEG_PATH",
          "FFPROBE_PATH",
          "ENCODING_PRESET",
          "WHISPER_MODEL",
          "WHISPER_ENGINE",
          "WHISPER_CLI_PATH",
          "WHISPER_FFMPEG_PATH",
          "WHISPER_SERVER_URL");

  @Option(
      names = "--once",
      description =
          "Run each task type once, then exit. Exit code 0: all passed; 1: a task failed.")
  private boolean once;

  private final PrintStream out = System.out;
  private final String dashboardToken = UUID.randomUUID().toString();
  private final ProgressBar bar =
      new ProgressBar(
          new PrintWriter(System.out, false, StandardCharsets.UTF_8), Terminal.isAttached());

  @Override
  public Integer call() throws Exception {
    Logging.quiet();
    Path folder = Files.createTempDirectory("media-runner-demo-");
    CountDownLatch over = new CountDownLatch(1);
    Runtime.getRuntime().addShutdownHook(new Thread(interrupt(Thread.currentThread(), over)));
    Vertx vertx = VertxFactory.create();
    try (JdkProcessRunner processes = new JdkProcessRunner()) {
      return run(vertx, folder, processes);
    } catch (InterruptedException e) {
      return 0; // Ctrl-C
    } finally {
      Waiting.on(vertx.close(), SHORT);
      Workspace.deleteTree(folder);
      over.countDown();
    }
  }

  /** Ctrl-C at any moment leaves no process and no file behind. */
  private static Runnable interrupt(Thread main, CountDownLatch over) {
    return () -> {
      if (over.getCount() > 0) {
        main.interrupt();
      }
      try {
        over.await(SHORT.toMillis(), TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    };
  }

  private Integer run(Vertx vertx, Path folder, ProcessRunner processes) throws Exception {
    RunnerConfig config = config(folder);
    DemoClient client = new DemoClient(config);
    FfmpegTools ffmpeg = ffmpeg(config, processes);
    out.println(
        "ffmpeg "
            + ffmpeg.version()
            + " ("
            + ffmpeg.origin()
            + "), Manager "
            + config.manager().url());
    RunnerApp app = Waiting.on(RunnerApp.start(vertx, config, own -> List.of(ffmpeg)), SHORT);
    try {
      app.dashboardPort()
          .ifPresent(
              port ->
                  out.printf(
                      Locale.ROOT,
                      "Dashboard: http://127.0.0.1:%d/ (token: %s)%n",
                      port,
                      dashboardToken));
      DemoSite site = Waiting.on(new DemoSite(vertx, folder).listen(), SHORT);
      out.println("Generating two test videos of " + DemoVideo.SECONDS + " s ...");
      DemoVideo.make(ffmpeg, processes, folder.resolve(DemoSite.VIDEO), DemoVideo.SECONDS);
      DemoVideo.makeCamera(ffmpeg, processes, folder.resolve(DemoSite.CAMERA), DemoVideo.SECONDS);
      site.describe();
      DemoSpeech.say(folder.resolve(DemoSite.TALK));
      await(() -> client.runner("/runner/ping").getBoolean("registered"), SHORT.toMillis());
      JsonObject runner = client.runner("/runner/ping");
      out.println("Runner " + runner.getString("runner_id") + " is registered.");
      JsonArray offered = runner.getJsonArray("task_types");
      List<Show> shows = SHOWS.stream().filter(show -> offered.contains(show.type())).toList();
      if (shows.size() < SHOWS.size()) {
        out.println(
            "Skipping transcription: bin/install-whisper installs a speech engine, and bin/runner"
                + " check-transcription shows what is missing.");
      }
      int passed = 0;
      for (Show show : shows) {
        passed += run(show, client, site, folder) ? 1 : 0;
      }
      int failed = shows.size() - passed;
      out.println(passed + " passed, " + failed + " failed");
      if (!once && failed == 0) {
        stayUp(folder);
      }
      return failed == 0 ? 0 : 1;
    } finally {
      Waiting.on(app.stop(), SHORT);
    }
  }

  /**
   * A task of the demo.
   *
   * @param type its wire name
   * @param source name of its source on the demo's site
   * @param picture name of the result to draw; empty = none
   * @param text name of the result to print; empty = none
   */
  private record Show(String type, String source, String picture, String text) {}

  private boolean run(Show show, DemoClient client, DemoSite site, Path folder) throws Exception {
    JsonObject parameters =
        new JsonObject().put("video_title", "Media Runner demo").put("video_slug", "demo");
    String source = site.url() + "/" + show.source();
    String task = client.execute(show.type(), source, parameters);
    out.println("Task " + task + " (" + show.type() + ") started.");
    await(
        () -> {
          boolean over = !GOING_ON.contains(client.task(task).getString("status"));
          if (!over) {
            showProgress(client, task);
          }
          return over;
        },
        PATIENCE_MILLIS);
    bar.end();
    out.println();
    JsonObject end = client.task(task);
    if (!end.getString("status").equals("completed")) {
      out.println("The task ended as " + end.getString("status") + ": " + end.getString("error"));
      return false;
    }
    JsonObject manifest = client.manifest(task);
    out.print(ResultTable.of(manifest));
    Path output = folder.resolve("storage").resolve(task).resolve("output");
    if (!show.picture().isEmpty()) {
      out.print(TextPicture.of(output.resolve(show.picture()), PICTURE_COLUMNS));
    }
    if (!show.text().isEmpty()) {
      out.println();
      out.print(Files.readString(output.resolve(show.text())));
    }
    if (!once) {
      out.println();
      out.println("Results:  " + output);
      if (show.text().isEmpty()) {
        out.println("Play it:  " + site.show(task));
      }
    }
    return true;
  }

  private void showProgress(DemoClient client, String task) throws Exception {
    JsonObject progress =
        client.runner("/task/status/" + task).getJsonObject("progress", new JsonObject());
    bar.show(
        ProgressBar.line(
            progress.getDouble("percent", 0.0),
            progress.getString("stage", ""),
            Optional.empty(),
            Optional.ofNullable(progress.getDouble("eta_seconds")).map(Math::round)));
  }

  private void stayUp(Path folder) throws InterruptedException {
    out.println("Press Ctrl-C to stop the demo and remove " + folder + ".");
    new CountDownLatch(1).await();
  }

  /** The system's ffmpeg or the embedded one; installs missing libraries if allowed. */
  private FfmpegTools ffmpeg(RunnerConfig config, ProcessRunner processes) throws Exception {
    FfmpegLocator locator = StartCommand.locator(config, processes);
    try {
      return locator.find();
    } catch (FfmpegMissingException e) {
      out.println(Explanation.of(e));
      if (!new DebianPackages(processes, out).install(e.packages())) {
        throw e;
      }
      return locator.find();
    }
  }

  private RunnerConfig config(Path folder) throws IOException {
    Map<String, String> settings = new HashMap<>();
    settings.put("RUNNER_HOST", "127.0.0.1");
    settings.put("RUNNER_BASE_NAME", "demo-runner");
    settings.put("RUNNER_BASE_PORT", "" + FreePorts.inARow(1));
    settings.put("RUNNER_TASK_TYPES", "[1x(encoding,studio,transcription)]");
    settings.put("RUNNER_TOKEN", UUID.randomUUID().toString());
    settings.put("STANDALONE_PORT", "" + FreePorts.inARow(1));
    settings.put("APPLICATION_TOKENS", "demo=" + UUID.randomUUID());
    settings.put("RUNNER_DASHBOARD_PORT", once ? "0" : "" + FreePorts.inARow(1));
    settings.put("DASHBOARD_TOKEN", dashboardToken);
    settings.put("STORAGE_DIR", folder.resolve("storage").toString());
    settings.put("LOG_DIR", folder.resolve("logs").toString());
    settings.put("CACHE_DIR", Home.userCache().toString());
    for (String tool : TOOLS) {
      Optional.ofNullable(System.getenv(tool)).ifPresent(value -> settings.put(tool, value));
    }
    String model = settings.getOrDefault("WHISPER_MODEL", ConfigKey.WHISPER_MODEL.defaultValue());
    Path own =
        Optional.ofNullable(System.getenv("WHISPER_MODELS_DIR"))
            .map(Path::of)
            .orElse(Home.userCache().resolve("whisper-models"));
    Path home = Path.of(System.getProperty("runner.home", "."));
    DemoSpeech.models(own, model, home, folder)
        .ifPresent(models -> settings.put("WHISPER_MODELS_DIR", models.toString()));
    return RunnerConfigParser.parse(settings, Map.of()).config().asStandalone();
  }

  private interface Condition {
    boolean holds() throws Exception;
  }

  private static void await(Condition condition, long limitMillis) throws Exception {
    long deadline = System.currentTimeMillis() + limitMillis;
    while (!condition.holds()) {
      if (System.currentTimeMillis() > deadline) {
        throw new IOException("timed out waiting in the demo");
      }
      Thread.sleep(LOOK_MILLIS);
    }
  }
}
