package io.mediarunner.launcher.setup;

import io.mediarunner.core.config.InvalidConfigException;
import io.mediarunner.core.config.RunnerConfig;
import io.mediarunner.core.config.parse.ConfigKey;
import io.mediarunner.core.config.parse.DotEnv;
import io.mediarunner.core.json.Json;
import io.mediarunner.core.task.TaskType;
import io.mediarunner.launcher.app.Home;
import io.mediarunner.launcher.app.VertxFactory;
import io.mediarunner.launcher.app.Waiting;
import io.mediarunner.launcher.config.ConfigSources;
import io.mediarunner.launcher.doctor.Checks;
import io.mediarunner.launcher.doctor.check.CheckReport;
import io.mediarunner.launcher.doctor.check.CheckResult;
import io.mediarunner.launcher.log.Logging;
import io.mediarunner.launcher.setup.ImportItem.Kind;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code import}: settings and tasks of EsupPortail's Python runner. */
@Command(
    name = "import",
    description = {
      "Read the Python runner's .env and status files, report what becomes of them, and write the"
          + " settings. Stops nothing, and changes nothing of the old runner.",
      "Exit code 0: complete; 1: not written; 2: command line; 3: written, but something is missing."
    },
    mixinStandardHelpOptions = true)
public final class ImportCommand implements Callable<Integer> {
  private static final int INCOMPLETE = 3;
  private static final Duration LIMIT = Duration.ofSeconds(30);

  @Parameters(
      index = "0",
      paramLabel = "FOLDER",
      description = "Folder of the Python runner, such as /opt/esup-runner/runner, or its .env")
  private Path place = Path.of("");

  @Option(names = "--env", paramLabel = "FILE", description = "File to write (default: .env)")
  private Path file = Home.envFile();

  @Option(names = "--force", description = "Replace an existing settings file; it is kept")
  private boolean force;

  @Option(names = "--dry-run", description = "Only report; write nothing")
  private boolean dryRun;

  @Option(names = "--json", description = "Print the report as JSON")
  private boolean json;

  @Override
  public Integer call() throws Exception {
    Logging.quiet();
    SettingsFile settings = new SettingsFile(file);
    try {
      OldInstallation old = OldInstallation.read(place);
      if (!dryRun && settings.exists() && !force) {
        System.err.println(
            settings.path()
                + " exists and was not changed: --force replaces it and keeps the old one");
        return 2;
      }
      ImportPlan plan = ImportPlan.of(old.values());
      List<ImportItem> items = new ArrayList<>();
      old.warnings().forEach(w -> items.add(new ImportItem(Kind.NOTE, ".env", w)));
      items.addAll(plan.items());
      items.addAll(tasks(old));
      items.addAll(programs(plan));
      if (!dryRun) {
        Optional<Path> kept = write(settings, old, plan);
        kept.ifPresent(
            path -> items.add(new ImportItem(Kind.NOTE, "settings", "the old file is " + path)));
      }
      boolean complete = items.stream().noneMatch(item -> item.kind() == Kind.MISSING);
      System.out.print(json ? json(items, complete) : text(items));
      if (!json) {
        System.out.println(
            dryRun ? "Nothing was written (--dry-run)." : "Written: " + settings.path());
        System.out.println("Next: docs/migrate.md");
      }
      System.out.flush();
      return complete ? 0 : INCOMPLETE;
    } catch (IOException e) {
      System.err.println(e.getMessage());
      return 1;
    }
  }

  private static Optional<Path> write(SettingsFile settings, OldInstallation old, ImportPlan plan)
      throws IOException {
    List<String> open = new ArrayList<>();
    for (ImportItem item : plan.items()) {
      if (item.kind() == Kind.MISSING) {
        open.add((open.isEmpty() ? "To be completed: " : "") + item.subject() + ": " + item.text());
      }
    }
    if (!open.isEmpty()) {
      open.add(0, "");
    }
    return settings.write(
        List.of(
            "Settings of Media Runner, taken over from " + old.settings() + ".",
            "All keys: docs/configuration.md and conf/runner.env.example."),
        plan.values(),
        open,
        Instant.now());
  }

  private static List<ImportItem> tasks(OldInstallation old) throws IOException {
    List<ImportItem> items = new ArrayList<>();
    Map<String, Integer> states = old.tasks();
    for (Path file : old.statusFiles()) {
      items.add(new ImportItem(Kind.NOTE, "tasks", "status file " + file));
    }
    int running = states.getOrDefault("running", 0);
    if (running > 0) {
      items.add(
          new ImportItem(
              Kind.CARRIED,
              "tasks",
              running
                  + " unfinished task(s) start again at the first start, if the old runner is"
                  + " stopped by then"));
    }
    int ended = states.values().stream().mapToInt(i -> i).sum() - running;
    if (ended > 0) {
      items.add(
          new ImportItem(
              Kind.IGNORED,
              "tasks",
              ended + " failed task(s): the Manager has been told of them already"));
    }
    Map<String, Long> alive = old.alive();
    if (!alive.isEmpty()) {
      items.add(
          new ImportItem(
              Kind.NOTE,
              "tasks",
              String.format(
                  Locale.ROOT,
                  "%d of them have a media process now; the first start ends it",
                  alive.size())));
    }
    return items;
  }

  /** What the new runner needs and the old one did not have. */
  private static List<ImportItem> programs(ImportPlan plan) throws Exception {
    Map<String, String> texts = new HashMap<>();
    plan.values().forEach((key, value) -> texts.put(key.name(), value));
    texts.putIfAbsent(ConfigKey.RUNNER_TOKEN.name(), "stands-in-while-programs-are-tried");
    ConfigSources sources =
        new ConfigSources(Map.of(), Path.of(".env"), false, new DotEnv(texts, List.of()));
    List<ImportItem> items = new ArrayList<>();
    Vertx vertx = VertxFactory.create();
    try {
      CheckReport found =
          CheckReport.of(
              Checks.all(sources, vertx).stream()
                  .filter(check -> Set.of("ffmpeg", "gpu", "transcription").contains(check.name()))
                  .toList());
      for (CheckResult result : found.results()) {
        if (!result.ok()) {
          items.add(
              new ImportItem(
                  result.required() ? Kind.MISSING : Kind.NOTE,
                  result.name(),
                  result.details() + " -> " + result.fix()));
        }
      }
    } finally {
      Waiting.on(vertx.close(), LIMIT);
    }
    translation(sources).ifPresent(items::add);
    return items;
  }

  private static Optional<ImportItem> translation(ConfigSources sources) {
    RunnerConfig config;
    try {
      config = sources.parse().config();
    } catch (InvalidConfigException e) {
      return Optional.empty(); // what is wrong is told already
    }
    boolean translates =
        config.transcription().translation().command().isPresent()
            || config.transcription().translation().service().isPresent();
    return !config.taskTypes().contains(TaskType.TRANSCRIPTION) || translates
        ? Optional.empty()
        : Optional.of(
            new ImportItem(
                Kind.NOTE,
                "translation",
                "the old runner brought a translation model; here, tasks that translate need"
                    + " TRANSLATION_COMMAND or TRANSLATION_URL, except into English"
                    + " (docs/transcription.md)"));
  }

  private static String text(List<ImportItem> items) {
    StringBuilder text = new StringBuilder();
    for (Kind kind : Kind.values()) {
      for (ImportItem item : items) {
        if (item.kind() == kind) {
          text.append(
              String.format(
                  Locale.ROOT, "%-8s %-40s %s%n", kind.word(), item.subject(), item.text()));
        }
      }
    }
    return text.toString();
  }

  private static String json(List<ImportItem> items, boolean complete) throws IOException {
    List<Map<String, String>> lines = new ArrayList<>();
    for (ImportItem item : items) {
      Map<String, String> line = new LinkedHashMap<>();
      line.put("kind", item.kind().word());
      line.put("subject", item.subject());
      line.put("text", item.text());
      lines.add(line);
    }
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("items", lines);
    report.put("complete", complete);
    return Json.pretty(report);
  }
}
