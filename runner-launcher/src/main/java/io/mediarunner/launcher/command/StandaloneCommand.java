package io.mediarunner.launcher.command;

import io.mediarunner.core.config.RunnerConfig;
import io.mediarunner.core.config.parse.ConfigKey;
import io.mediarunner.launcher.app.Home;
import io.mediarunner.launcher.config.ConfigSources;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code standalone}: all instances with a Manager of their own, until the process is to exit. */
@Command(
    name = "standalone",
    description =
        "Run all configured instances with a Manager of their own: for a site with one machine.",
    mixinStandardHelpOptions = true)
public final class StandaloneCommand implements Callable<Integer> {
  private static final int TOKEN_BYTES = 24;

  @Option(names = "--env", paramLabel = "FILE", description = "Settings file (default: .env)")
  private Path envFile = Home.envFile();

  @Override
  public Integer call() {
    return StartCommand.run(envFile, StandaloneCommand::parse);
  }

  /**
   * Nobody outside needs the runners' token: unless it is set, each start has one of its own. The
   * folders are those that {@code init} proposes: not in /tmp, where results would vanish.
   */
  private static RunnerConfig.Parsed parse(ConfigSources sources) {
    byte[] random = new byte[TOKEN_BYTES];
    new SecureRandom().nextBytes(random);
    RunnerConfig.Parsed parsed =
        sources
            .withDefault(ConfigKey.RUNNER_TOKEN, HexFormat.of().formatHex(random))
            .withDefault(ConfigKey.STORAGE_DIR, Home.storage().toString())
            .withDefault(ConfigKey.LOG_DIR, Home.logs().toString())
            .withDefault(ConfigKey.CACHE_DIR, Home.cache().toString())
            .parse();
    return new RunnerConfig.Parsed(parsed.config().asStandalone(), parsed.warnings());
  }
}
