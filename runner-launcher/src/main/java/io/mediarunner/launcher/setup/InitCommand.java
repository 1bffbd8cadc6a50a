package io.mediarunner.launcher.setup;

import io.mediarunner.core.config.InvalidConfigException;
import io.mediarunner.core.config.RunnerConfig;
import io.mediarunner.core.config.StorageConfig;
import io.mediarunner.core.config.parse.ConfigKey;
import io.mediarunner.core.config.parse.DotEnv;
import io.mediarunner.core.config.parse.RunnerConfigParser;
import io.mediarunner.launcher.app.Home;
import io.mediarunner.launcher.app.VertxFactory;
import io.mediarunner.launcher.app.Waiting;
import io.mediarunner.launcher.config.ConfigSources;
import io.mediarunner.launcher.doctor.Checks;
import io.mediarunner.launcher.doctor.check.CheckReport;
import io.mediarunner.launcher.log.Logging;
import io.mediarunner.launcher.terminal.Explanation;
import io.vertx.core.Vertx;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code init}: asks for what the runner needs, then writes the settings and makes the folders. */
@Command(
    name = "init",
    description = {
      "Make the settings: ask, make the folders, try the Manager and the programs.",
      "Nothing is overwritten without --force; the old file is then kept beside the new one.",
      "Exit code 0: written; 1: not written; 2: invalid answers or command line."
    },
    mixinStandardHelpOptions = true)
public final class InitCommand implements Callable<Integer> {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final String TOKEN_MADE = "made new";
  private static final Set<String> TRIED =
      Set.of("manager", "address", "ports", "storage", "ffmpeg", "transcription");

  @Option(names = "--env", paramLabel = "FILE", description = "Settings file (default: .env)")
  private Path file = Home.envFile();

  @Option(names = "--yes", description = "Ask nothing: take options, old settings and defaults")
  private boolean yes;

  @Option(names = "--force", description = "Replace an existing settings file; it is kept")
  private boolean force;

  @Option(names = "--manager-url", paramLabel = "URL", description = "Address of the Manager")
  private @Nullable String managerUrl;

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description = "File with the token to share with the Manager (default: one is made)")
  private @Nullable Path tokenFile;

  @Option(
      names = "--host",
      paramLabel = "NAME",
      description = "Name or address by which the Manager reaches this machine")
  private @Nullable String host;

  @Option(names = "--name", paramLabel = "NAME", description = "Name of the runner at the Manager")
  private @Nullable String name;

  @Option(names = "--port", paramLabel = "PORT", description = "Port of the first instance")
  private @Nullable String port;

  @Option(
      names = "--types",
      paramLabel = "TYPES",
      description = "Task types, such as encoding,studio or [2x(encoding,studio)]")
  private @Nullable String types;

  @Option(names = "--storage", paramLabel = "DIR", description = "Folder of tasks and results")
  private @Nullable Path storage;

  @Option(names = "--logs", paramLabel = "DIR", description = "Folder of log files")
  private @Nullable Path logs;

  @Option(names = "--cache", paramLabel = "DIR", description = "Folder of programs and models")
  private @Nullable Path cache;

  @Option(
      names = "--owner",
      paramLabel = "USER",
      description = "User that the runner will have; gets what is made (needs root)")
  private @Nullable String owner;

  private final PrintStream out = System.out;

  @Override
  public Integer call() throws Exception {
    Logging.quiet();
    SettingsFile settings = new SettingsFile(file);
    Questions questions =
        new Questions(
            yes
                ? Optional.empty()
                : Optional.of(
                    new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))),
            out);
    if (settings.exists()
        && !force
        && !questions.confirm(settings.path() + " exists. Replace it")) {
      System.err.println(
          settings.path()
              + " exists and was not changed: --force replaces it and keeps the old one");
      return 2;
    }
    try {
      Map<ConfigKey, String> values = answers(questions, old());
      RunnerConfig config = parse(values);
      OwnedFolder folders = new OwnedFolder(Optional.ofNullable(owner));
      makeFolders(folders, config.storage());
      Optional<Path> kept =
          settings.write(
              List.of(
                  "Settings of Media Runner, written by bin/runner init.",
                  "All keys: docs/configuration.md and conf/runner.env.example."),
              values,
              List.of(),
              Instant.now());
      folders.own(settings.path());
      kept.ifPresent(old -> out.println("kept     " + old));
      out.println("written  " + settings.path());
      tellToken(values, settings.path());
      out.print(trial(values, settings.path()).text());
      out.println("Next: bin/runner doctor checks everything, bin/runner start starts it.");
      return 0;
    } catch (InvalidConfigException e) {
      System.err.println(e.getMessage() + "\nNothing was written.");
      return 2;
    } catch (IOException e) {
      System.err.println(e.getMessage());
      return 1;
    }
  }

  /** What the file has already. */
  private Map<String, String> old() throws IOException {
    return Files.exists(file)
        ? DotEnv.parse(Files.readAllBytes(file), System.getenv()).values()
        : Map.of();
  }

  private Map<ConfigKey, String> answers(Questions questions, Map<String, String> old)
      throws IOException {
    Map<ConfigKey, String> values = new EnumMap<>(ConfigKey.class);
    for (ConfigKey key : ConfigKey.values()) {
      if (old.containsKey(key.name())) {
        values.put(key, String.valueOf(old.get(key.name())));
      }
    }
    Defaults usual = new Defaults();
    ask(questions, values, ConfigKey.MANAGER_URL, "Address of the Manager", managerUrl, "");
    token(questions, values);
    ask(
        questions,
        values,
        ConfigKey.RUNNER_HOST,
        "Name or address by which the Manager reaches this machine",
        host,
        usual.host(String.valueOf(values.get(ConfigKey.MANAGER_URL))));
    ask(
        questions,
        values,
        ConfigKey.RUNNER_BASE_NAME,
        "Name of the runner at the Manager",
        name,
        usual.name());
    ask(questions, values, ConfigKey.RUNNER_BASE_PORT, "Port of the first instance", port, "");
    ask(questions, values, ConfigKey.RUNNER_TASK_TYPES, "Task types", types, "");
    ask(
        questions,
        values,
        ConfigKey.STORAGE_DIR,
        "Folder of tasks and results",
        text(storage),
        Home.storage().toString());
    ask(
        questions,
        values,
        ConfigKey.LOG_DIR,
        "Folder of log files",
        text(logs),
        Home.logs().toString());
    ask(
        questions,
        values,
        ConfigKey.CACHE_DIR,
        "Folder of programs and models",
        text(cache),
        Home.cache().toString());
    return values;
  }

  private static @Nullable String text(@Nullable Path path) {
    return path == null ? null : path.toAbsolutePath().toString();
  }

  /** An option counts before the old value, that before what is usual, that before the default. */
  private static void ask(
      Questions questions,
      Map<ConfigKey, String> values,
      ConfigKey key,
      String question,
      @Nullable String option,
      String usual)
      throws IOException {
    String proposed =
        Optional.ofNullable(option)
            .or(() -> Optional.ofNullable(values.get(key)))
            .orElse(usual.isEmpty() ? key.defaultValue() : usual);
    Optional<String> given = Optional.ofNullable(option);
    values.put(
        key,
        given.isPresent()
            ? given.get()
            : questions.ask(question, proposed, answer -> problem(key, answer)));
  }

  private void token(Questions questions, Map<ConfigKey, String> values) throws IOException {
    ConfigKey key = ConfigKey.RUNNER_TOKEN;
    if (tokenFile != null) {
      values.put(key, Files.readString(tokenFile).strip());
      return;
    }
    boolean old =
        values.containsKey(key) && problem(key, String.valueOf(values.get(key))).isEmpty();
    String answer =
        questions.ask(
            "Token shared with the Manager",
            old ? "keep" : TOKEN_MADE,
            given ->
                given.equals(TOKEN_MADE) || (old && given.equals("keep"))
                    ? Optional.empty()
                    : problem(key, given));
    if (answer.equals(TOKEN_MADE)) {
      values.put(key, Tokens.make());
    } else if (!answer.equals("keep")) {
      values.put(key, answer);
    }
  }

  private static Optional<String> problem(ConfigKey key, String value) {
    Map<String, String> alone = new HashMap<>(Map.of(ConfigKey.RUNNER_TOKEN.name(), Tokens.make()));
    alone.put(key.name(), value);
    try {
      RunnerConfigParser.parse(alone, Map.of());
      return Optional.empty();
    } catch (InvalidConfigException e) {
      return Optional.of(String.join("; ", e.problems()));
    }
  }

  private static RunnerConfig parse(Map<ConfigKey, String> values) {
    Map<String, String> texts = new HashMap<>();
    values.forEach((key, value) -> texts.put(key.name(), value));
    return RunnerConfigParser.parse(Map.of(), texts).config();
  }

  private void makeFolders(OwnedFolder folders, StorageConfig storage) throws IOException {
    for (Path folder :
        List.of(
            storage.storageDir(),
            storage.logDir(),
            storage.cacheDir(),
            storage.whisperModelsDir())) {
      try {
        out.println((folders.make(folder) ? "made     " : "there    ") + folder);
      } catch (IOException e) {
        throw new IOException(
            "cannot make "
                + folder
                + " ("
                + Explanation.of(e)
                + "): run init with sudo and --owner USER, or choose a folder of your own;"
                + " the settings were not written",
            e);
      }
    }
  }

  private void tellToken(Map<ConfigKey, String> values, Path settings) {
    out.println(
        "The token is in "
            + settings
            + ", for its owner and group only. The Manager must know it: add to its .env\n"
            + "  AUTHORIZED_TOKENS__"
            + String.valueOf(values.get(ConfigKey.RUNNER_BASE_NAME)).replaceAll("[^A-Za-z0-9]", "_")
            + "=<RUNNER_TOKEN of that file>");
  }

  private static CheckReport trial(Map<ConfigKey, String> values, Path settings) throws Exception {
    Map<String, String> texts = new HashMap<>();
    values.forEach((key, value) -> texts.put(key.name(), value));
    Vertx vertx = VertxFactory.create();
    try {
      return CheckReport.of(
          Checks.all(
                  new ConfigSources(Map.of(), settings, true, new DotEnv(texts, List.of())), vertx)
              .stream()
              .filter(check -> TRIED.contains(check.name()))
              .toList());
    } finally {
      Waiting.on(vertx.close(), LIMIT);
    }
  }
}
