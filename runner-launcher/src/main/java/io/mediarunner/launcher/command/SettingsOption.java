package io.mediarunner.launcher.command;

import io.mediarunner.core.config.RunnerConfig;
import io.mediarunner.core.config.parse.RunnerConfigParser;
import io.mediarunner.core.task.TaskType;
import io.mediarunner.launcher.app.Home;
import io.mediarunner.launcher.app.VertxFactory;
import io.mediarunner.launcher.app.Waiting;
import io.mediarunner.launcher.config.ConfigLoader;
import io.mediarunner.launcher.config.ConfigSources;
import io.mediarunner.launcher.log.Logging;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import picocli.CommandLine.Option;

/** The option that names the settings file, for commands other than start. */
public final class SettingsOption {
  private static final String TOKEN = "RUNNER_TOKEN";
  private static final String CACHE = "CACHE_DIR";
  private static final Duration LIMIT = Duration.ofSeconds(30);

  @Option(names = "--env", paramLabel = "FILE", description = "Settings file (default: .env)")
  private Path envFile = Home.envFile();

  /** Reads the settings, and from then on logs only errors. */
  public RunnerConfig read() throws Exception {
    return settings(withoutToken());
  }

  /**
   * The same for a command that works without Manager and port.
   *
   * @param type of the tasks
   * @param storage folder of its work
   */
  RunnerConfig readFor(TaskType type, Path storage) throws Exception {
    return readFor(type, storage, Map.of());
  }

  /**
   * The same with some settings that prevail.
   *
   * @param others by key
   */
  public RunnerConfig readFor(TaskType type, Path storage, Map<String, String> others)
      throws Exception {
    ConfigSources sources = withoutToken();
    Map<String, String> environment = new HashMap<>(sources.environment());
    environment.putAll(others);
    environment.put("RUNNER_TASK_TYPES", "[1x(" + type.wireName() + ")]");
    environment.put("STORAGE_DIR", storage.toString());
    String cache = sources.dotenv().values().get(CACHE);
    if (cache == null || isForeign(Path.of(cache))) {
      environment.putIfAbsent(CACHE, Home.userCache().toString());
    }
    return settings(
        new ConfigSources(environment, sources.file(), sources.found(), sources.dotenv()));
  }

  /**
   * The same for commands that need the token.
   *
   * @throws io.mediarunner.core.config.InvalidConfigException also if there is none
   */
  public RunnerConfig readWithToken() throws Exception {
    return sources().parse().config();
  }

  public ConfigSources sources() throws Exception {
    return load(loader -> loader.read(envFile));
  }

  /** Whoever may not read the service's settings can work without them. */
  private ConfigSources withoutToken() throws Exception {
    boolean theirs = envFile.equals(Home.envFile()) && !Files.isReadable(envFile);
    return load(loader -> theirs ? loader.readEnvironment(envFile) : loader.read(envFile));
  }

  /** Whether it is another user's: what is unpacked there would not be theirs. */
  private static boolean isForeign(Path folder) throws IOException {
    return Files.isDirectory(folder)
        && !Files.getOwner(folder).getName().equals(System.getProperty("user.name"));
  }

  private static ConfigSources load(Function<ConfigLoader, Future<ConfigSources>> read)
      throws Exception {
    Logging.quiet();
    Vertx vertx = VertxFactory.create();
    try {
      return Waiting.on(read.apply(new ConfigLoader(vertx)), LIMIT);
    } finally {
      Waiting.on(vertx.close(), LIMIT);
    }
  }

  /** Programs can be tested before there is a token. */
  private static RunnerConfig settings(ConfigSources sources) {
    Map<String, String> environment = new HashMap<>(sources.environment());
    if (!sources.dotenv().values().containsKey(TOKEN)) {
      environment.putIfAbsent(TOKEN, "stands-in-for-a-token-that-nobody-asks-for");
    }
    return RunnerConfigParser.parse(environment, sources.dotenv().values()).config();
  }
}
