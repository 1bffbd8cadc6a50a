package io.mediarunner.launcher.config;

import io.mediarunner.core.config.RunnerConfig;
import io.mediarunner.core.config.parse.DotEnv;
import io.vertx.config.ConfigRetriever;
import io.vertx.config.ConfigRetrieverOptions;
import io.vertx.config.ConfigStoreOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Reads the settings through vertx-config, once. One retriever per source: a single one would merge
 * them, and a misspelt key is an error in the file but not in the environment.
 */
public final class ConfigLoader {
  private final Vertx vertx;
  private final ConfigStoreOptions environment;

  /** Reads the environment of this process. */
  public ConfigLoader(Vertx vertx) {
    this(
        vertx,
        new ConfigStoreOptions().setType("env").setConfig(new JsonObject().put("raw-data", true)));
  }

  ConfigLoader(Vertx vertx, ConfigStoreOptions environment) {
    this.vertx = vertx;
    this.environment = environment;
  }

  /** Default location of the file. */
  public static Path defaultFile(Path runnerRoot) {
    return runnerRoot.resolve(".env");
  }

  /**
   * Reads and parses the settings. May be called on any thread.
   *
   * @param file the {@code .env} file; need not exist
   * @return fails with {@link io.mediarunner.core.config.InvalidConfigException} if they are
   *     invalid, or with the cause if the file exists but cannot be read
   */
  public Future<RunnerConfig.Parsed> load(Path file) {
    return read(file).map(ConfigSources::parse);
  }

  /**
   * Reads the raw settings.
   *
   * @param file the {@code .env} file; need not exist
   * @return fails only if the file exists but cannot be read
   */
  public Future<ConfigSources> read(Path file) {
    return retrieve(environment)
        .map(DotEnvProcessor::texts)
        .compose(variables -> readUnder(variables, file.toAbsolutePath()));
  }

  /**
   * Reads only the environment, for a user who may not read the settings of the service.
   *
   * @param file the file that is left out
   */
  public Future<ConfigSources> readEnvironment(Path file) {
    return retrieve(environment)
        .map(DotEnvProcessor::texts)
        .map(variables -> new ConfigSources(variables, file.toAbsolutePath(), false, DotEnv.EMPTY));
  }

  private Future<ConfigSources> readUnder(Map<String, String> variables, Path file) {
    return vertx
        .fileSystem()
        .exists(file.toString())
        .compose(
            found ->
                (found ? readFile(file, variables) : Future.succeededFuture(DotEnv.EMPTY))
                    .map(dotenv -> new ConfigSources(variables, file, found, dotenv)));
  }

  private Future<DotEnv> readFile(Path file, Map<String, String> variables) {
    if (Files.isDirectory(file)) {
      return Future.failedFuture(
          new IOException(
              file + " is a folder: the settings must be a file; --env names another one"));
    }
    if (!Files.isReadable(file)) {
      return Future.failedFuture(
          new SettingsClosedException(
              "You may not read the settings in "
                  + file
                  + ". Run the command as root or as the user of the service, or name your own file"
                  + " with --env."));
    }
    JsonObject known = new JsonObject();
    variables.forEach(known::put);
    return retrieve(
            new ConfigStoreOptions()
                .setType("file")
                .setFormat(DotEnvProcessor.FORMAT)
                .setConfig(
                    new JsonObject()
                        .put("path", file.toString())
                        .put(DotEnvProcessor.ENVIRONMENT, known)))
        .map(DotEnvProcessor::fromJson);
  }

  private Future<JsonObject> retrieve(ConfigStoreOptions store) {
    ConfigRetriever retriever =
        ConfigRetriever.create(
            vertx, new ConfigRetrieverOptions().setScanPeriod(0).addStore(store));
    return retriever.getConfig().eventually(retriever::close);
  }
}
