package io.mediarunner.launcher.doctor;

import io.mediarunner.launcher.app.Home;
import io.mediarunner.launcher.app.VertxFactory;
import io.mediarunner.launcher.app.Waiting;
import io.mediarunner.launcher.config.ConfigCheckReport;
import io.mediarunner.launcher.config.ConfigLoader;
import io.mediarunner.launcher.log.Logging;
import io.mediarunner.launcher.terminal.Explanation;
import io.mediarunner.launcher.terminal.Terminal;
import io.mediarunner.verticles.web.TlsFiles;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code check-config}: lists all problems with the settings at once. */
@Command(
    name = "check-config",
    description = "Check the settings without starting anything. Exit code 0: valid; 2: invalid.",
    mixinStandardHelpOptions = true)
public final class CheckConfigCommand implements Callable<Integer> {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  @Option(names = "--env", paramLabel = "FILE", description = "Settings file (default: .env)")
  private Path envFile = Home.envFile();

  @Override
  public Integer call() throws Exception {
    Logging.quiet();
    Vertx vertx = VertxFactory.create();
    try {
      ConfigCheckReport report = report(vertx);
      boolean terminal = Terminal.isAttached();
      String noColor = System.getenv("NO_COLOR");
      System.out.print(report.render(ConfigCheckReport.colored(terminal, noColor)));
      System.out.flush();
      return report.exitCode();
    } finally {
      Waiting.on(vertx.close(), LIMIT);
    }
  }

  private ConfigCheckReport report(Vertx vertx) {
    try {
      return ConfigCheckReport.of(
          Waiting.on(new ConfigLoader(vertx).read(envFile), LIMIT),
          files -> TlsFiles.check(vertx, files, Instant.now()));
    } catch (Exception e) {
      return ConfigCheckReport.unreadable(Explanation.of(e));
    }
  }
}
