package io.mediarunner.launcher.command;

import io.mediarunner.core.config.InvalidConfigException;
import io.mediarunner.core.config.RunnerConfig;
import io.mediarunner.core.config.Secret;
import io.mediarunner.core.machine.OpenFiles;
import io.mediarunner.core.media.ffmpeg.FfmpegLocator;
import io.mediarunner.core.media.ffmpeg.FfmpegMissingException;
import io.mediarunner.core.media.ffmpeg.FfmpegTools;
import io.mediarunner.core.process.ProcessRunner;
import io.mediarunner.launcher.app.Home;
import io.mediarunner.launcher.app.KnownSecrets;
import io.mediarunner.launcher.app.RunnerApp;
import io.mediarunner.launcher.app.ShutdownHook;
import io.mediarunner.launcher.app.Version;
import io.mediarunner.launcher.app.VertxFactory;
import io.mediarunner.launcher.app.Waiting;
import io.mediarunner.launcher.config.ConfigLoader;
import io.mediarunner.launcher.config.ConfigSources;
import io.mediarunner.launcher.config.SettingsClosedException;
import io.mediarunner.launcher.log.Logging;
import io.mediarunner.launcher.os.FileModes;
import io.mediarunner.launcher.os.FolderAccess;
import io.mediarunner.launcher.os.MemoryGuard;
import io.mediarunner.launcher.os.TemporaryFolder;
import io.mediarunner.launcher.systemd.NotifySocket;
import io.mediarunner.launcher.systemd.SystemdVerticle;
import io.mediarunner.launcher.terminal.Explanation;
import io.mediarunner.launcher.trace.Tracing;
import io.mediarunner.verticles.media.TaskTracing;
import io.mediarunner.verticles.web.TlsFiles;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code start}: runs all instances until the process is told to exit. */
@Command(
    name = "start",
    description = "Run all configured instances (the default command).",
    mixinStandardHelpOptions = true)
public final class StartCommand implements Callable<Integer> {
  private static final Logger log = LoggerFactory.getLogger(StartCommand.class);
  private static final Duration START_LIMIT = Duration.ofMinutes(5); // a large speech model is slow

  @Option(names = "--env", paramLabel = "FILE", description = "Settings file (default: .env)")
  private Path envFile = Home.envFile();

  @Override
  public Integer call() {
    return run(envFile, ConfigSources::parse);
  }

  /** How settings are read from their sources. */
  interface Reader {
    RunnerConfig.Parsed read(ConfigSources sources) throws InvalidConfigException;
  }

  /**
   * Runs all instances until the process is told to exit.
   *
   * @return the exit code
   */
  static int run(Path envFile, Reader reader) {
    MemoryGuard.install();
    Optional<String> temporary;
    try {
      temporary = TemporaryFolder.use();
    } catch (TemporaryFolder.TakenException e) {
      System.err.println("Media Runner cannot start: " + e.getMessage());
      return 1;
    }
    Vertx vertx = VertxFactory.create();
    Optional<Tracing> tracing = Optional.empty();
    try {
      ConfigSources sources = Waiting.on(new ConfigLoader(vertx).read(envFile), START_LIMIT);
      RunnerConfig.Parsed parsed = reader.read(sources);
      Logging.configure(parsed.config().log(), KnownSecrets.masker(parsed.config()));
      FileModes.narrowLogs(parsed.config().log().directory(), parsed.config().storage().umask());
      log.info("{}", sources.summary());
      temporary.ifPresent(note -> log.warn("{}", note));
      try {
        FolderAccess.make("CACHE_DIR", parsed.config().storage().cacheDir());
      } catch (IOException e) { // each start then tests and unpacks everything anew
        log.warn("{}", e.getMessage());
      }
      FileModes.tooWide(parsed.config().storage().umask()).ifPresent(w -> log.warn("{}", w));
      parsed.warnings().forEach(warning -> log.warn("{}", warning));
      if (parsed.config().tls().isPresent()) {
        TlsFiles.check(vertx, parsed.config().tls().get(), Instant.now())
            .forEach(note -> log.warn("{}", note));
        FileModes.exposed(parsed.config().tls().get().key()).ifPresent(w -> log.warn("{}", w));
      }
      tracing = parsed.config().log().traces().map(to -> tracing(to, parsed.config()));
      if (tracing.isPresent()) { // known only now: what has read the settings is no longer needed
        Waiting.on(vertx.close(), START_LIMIT);
        vertx = VertxFactory.traced(tracing.get().requests());
      }
      int instances = parsed.config().instances().size();
      OpenFiles.limit()
          .flatMap(limit -> OpenFiles.warning(limit, instances))
          .ifPresent(warning -> log.warn("{}", warning));
      RunnerApp app =
          Waiting.on(
              RunnerApp.start(
                  vertx,
                  parsed.config(),
                  processes -> ffmpegs(parsed.config(), processes),
                  tracing.map(to -> to.tasks()).orElse(TaskTracing.NONE)),
              START_LIMIT);
      Optional<String> obstacle =
          OpenFiles.limit()
              .flatMap(
                  limit ->
                      OpenFiles.inUse()
                          .flatMap(inUse -> OpenFiles.obstacle(limit, inUse, instances)));
      if (obstacle.isPresent()) {
        Waiting.on(app.stop(), START_LIMIT);
        throw new IOException(obstacle.get());
      }
      log.info(
          "started: instances={} ports={}-{} ffmpeg={} ({})",
          instances,
          parsed.config().instances().get(0).port(),
          parsed.config().instances().get(instances - 1).port(),
          app.ffmpeg().version(),
          app.ffmpeg().origin());
      app.newDashboardToken().ifPresent(StartCommand::showToken);
      Path storage = parsed.config().storage().storageDir();
      app.newApplicationToken().ifPresent(token -> showApplication(token, storage));
      ShutdownHook ending = new ShutdownHook(app, parsed.config().shutdownGrace());
      ending.listen();
      Optional<NotifySocket> systemd = NotifySocket.of(System.getenv());
      if (systemd.isPresent()) {
        Waiting.on(
            app.tellSystemd(systemd.get(), SystemdVerticle.watchdog(System.getenv())), START_LIMIT);
      }
      return ending.await();
    } catch (InvalidConfigException e) {
      System.err.println(e.getMessage());
      return 2;
    } catch (SettingsClosedException e) {
      System.err.println("Media Runner cannot start: " + e.getMessage());
      return SettingsClosedException.EXIT_CODE;
    } catch (Exception e) {
      log.debug("not started", e);
      System.err.println("Media Runner cannot start: " + Explanation.of(e));
      return 1;
    } finally {
      tracing.ifPresent(to -> to.close()); // no method reference: it would load the class
    }
  }

  private static Tracing tracing(URI collector, RunnerConfig config) {
    log.info("traces: {}", collector);
    return Tracing.to(collector, Version.current(), config.instances().get(0).runnerId());
  }

  /** On the console only: logs are read by others. */
  private static void showToken(Secret token) {
    System.out.println("Dashboard token, shown only once: " + token.value());
    System.out.println(
        "It is stored in STORAGE_DIR/dashboard.token. Set DASHBOARD_TOKEN to choose your own.");
  }

  private static void showApplication(Secret token, Path storage) {
    System.out.println("Token for your platform: " + token.value());
    System.out.println(
        "It is stored in "
            + storage.resolve("application.token")
            + ". Set APPLICATION_TOKENS to choose your own.");
  }

  /** The ffmpeg to use; of graphics hardware each one at hand is tried. */
  public static List<FfmpegTools> ffmpegs(RunnerConfig config, ProcessRunner processes)
      throws FfmpegMissingException, IOException {
    FfmpegLocator locator = locator(config, processes);
    return config.encoding().gpu() ? locator.all() : List.of(locator.find());
  }

  public static FfmpegLocator locator(RunnerConfig config, ProcessRunner processes) {
    return new FfmpegLocator(
        config.tools(),
        Optional.of(Home.embeddedFfmpeg(config.storage().cacheDir())),
        processes,
        Optional.ofNullable(System.getenv("PATH")).orElse(""),
        config.downloads().codecDenylist());
  }
}
