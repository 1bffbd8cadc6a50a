package io.mediarunner.launcher.command;

import io.mediarunner.core.config.RunnerConfig;
import io.mediarunner.core.json.Json;
import io.mediarunner.core.net.Network;
import io.mediarunner.core.transcription.models.KnownModel;
import io.mediarunner.core.transcription.models.ModelDownload;
import io.mediarunner.core.transcription.models.ModelStore;
import io.mediarunner.launcher.terminal.Explanation;
import io.mediarunner.launcher.terminal.Terminal;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code models}: the speech models of this runner. */
@Command(
    name = "models",
    description = {
      "List, download, verify and import speech models.",
      "Models are in WHISPER_MODELS_DIR. Tasks never download them.",
      "Exit code 0: done; 1: failed, or a model is damaged; 2: invalid command line or settings."
    },
    mixinStandardHelpOptions = true)
public final class ModelsCommand {
  private static final String WHISPER = "ggerganov/whisper.cpp";
  private static final String VAD = "ggml-org/whisper-vad";

  @Spec private CommandSpec spec;

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }

  private PrintWriter err() {
    return spec.commandLine().getErr();
  }

  private int wrong(String why) {
    err().println(why);
    return 2;
  }

  private static ModelStore store(RunnerConfig config) {
    return new ModelStore(config.storage().whisperModelsDir());
  }

  private static String names() {
    return KnownModel.all().stream().map(KnownModel::name).collect(Collectors.joining(", "));
  }

  @Command(name = "list", description = "List all known models and those installed.")
  int list(
      @Mixin SettingsOption settings,
      @Option(names = "--json", description = "Print the list as JSON") boolean json)
      throws Exception {
    RunnerConfig config = settings.read();
    ModelStore store = store(config);
    if (json) {
      out().print(listed(config, store));
      out().flush();
      return 0;
    }
    for (KnownModel model : KnownModel.all()) {
      out()
          .printf(
              Locale.ROOT,
              "%-14s %5d MB  %-10s %s%n",
              model.name(),
              model.megabytes(),
              Files.isRegularFile(store.file(model)) ? "installed" : "-",
              model.fileName());
    }
    for (Path file : store.files()) {
      if (KnownModel.of(file.getFileName().toString()).isEmpty()) {
        out()
            .printf(
                Locale.ROOT,
                "%-14s %5d MB  %-10s %s%n",
                "(other)",
                Files.size(file) / 1_000_000,
                "installed",
                file.getFileName());
      }
    }
    out().println("Folder: " + config.storage().whisperModelsDir());
    return 0;
  }

  private static String listed(RunnerConfig config, ModelStore store) throws IOException {
    List<Map<String, Object>> models = new ArrayList<>();
    for (KnownModel model : KnownModel.all()) {
      Path file = store.file(model);
      models.add(entry(model.name(), file, model.megabytes(), Files.isRegularFile(file)));
    }
    for (Path file : store.files()) {
      if (KnownModel.of(file.getFileName().toString()).isEmpty()) {
        models.add(entry("", file, Files.size(file) / 1_000_000, true));
      }
    }
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("folder", config.storage().whisperModelsDir().toString());
    all.put("models", models);
    return Json.pretty(all);
  }

  private static Map<String, Object> entry(
      String name, Path file, long megabytes, boolean installed) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("name", name);
    entry.put("file", file.getFileName().toString());
    entry.put("megabytes", megabytes);
    entry.put("installed", installed);
    return entry;
  }

  @Command(
      name = "pull",
      description = "Download and install a model. Resumes an interrupted download.")
  int pull(
      @Mixin SettingsOption settings,
      @Option(
              names = "--from",
              paramLabel = "URL",
              description = "URL to download from (default: WHISPER_MODELS_URL)")
          URI from,
      @Parameters(paramLabel = "MODEL", description = "Name as shown by 'models list'") String name)
      throws Exception {
    Optional<KnownModel> model = KnownModel.of(name);
    if (model.isEmpty()) {
      return wrong("MODEL must be one of " + names() + ", was " + name);
    }
    RunnerConfig config = settings.read();
    ModelStore store = store(config);
    Path file = store.file(model.get());
    if (Files.isRegularFile(file) && store.verify(file).good()) {
      out().println(file + " is already installed");
      return 0;
    }
    URI base = from != null ? from : base(model.get(), config.transcription().modelsUrl());
    out().println("Downloading " + model.get().fileName() + " from " + base);
    Bar bar = new Bar(model.get().fileName(), err(), Terminal.isAttached());
    try {
      new ModelDownload(store, Network.of(config.proxy()), config.transcription().downloadToken())
          .pull(model.get(), base, bar);
    } catch (IOException e) {
      bar.end();
      err().println(model.get().name() + " was not installed: " + Explanation.of(e));
      return 1;
    }
    bar.end();
    out().println("Installed: " + file);
    return 0;
  }

  /** The speech detector is in a separate collection. */
  private static URI base(KnownModel model, URI configured) {
    if (!model.voiceActivity()) {
      return configured;
    }
    return configured.toString().contains(WHISPER)
        ? URI.create(configured.toString().replace(WHISPER, VAD))
        : configured;
  }

  @Command(
      name = "verify",
      description = "Verify the checksums of the given models, or of all installed ones.")
  int verify(
      @Mixin SettingsOption settings,
      @Parameters(paramLabel = "MODEL", arity = "0..*") List<String> names)
      throws Exception {
    ModelStore store = store(settings.read());
    List<Path> files = store.files();
    if (names != null && !names.isEmpty()) {
      List<Path> wanted =
          names.stream()
              .map(name -> KnownModel.of(name).map(store::file))
              .flatMap(Optional::stream)
              .toList();
      if (wanted.size() != names.size()) {
        return wrong("MODEL must be one of " + names());
      }
      files = wanted;
    }
    boolean good = true;
    for (Path file : files) {
      ModelStore.Verdict verdict =
          Files.isRegularFile(file)
              ? store.verify(file)
              : new ModelStore.Verdict(false, "not installed");
      good &= verdict.good();
      out()
          .printf(
              Locale.ROOT,
              "%-7s %-32s %s%n",
              verdict.good() ? "ok" : "BAD",
              file.getFileName(),
              verdict.detail());
    }
    if (files.isEmpty()) {
      out().println("No model is installed.");
    }
    return good ? 0 : 1;
  }

  @Command(name = "import", description = "Install a model from a file that you already have.")
  int imported(
      @Mixin SettingsOption settings,
      @Parameters(paramLabel = "FILE", description = "Model file in whisper.cpp's format")
          Path file,
      @Option(
              names = "--as",
              paramLabel = "MODEL",
              description = "Which model it is, if the file name does not say so")
          String name)
      throws Exception {
    Optional<KnownModel> model = KnownModel.of(name != null ? name : file.getFileName().toString());
    if (model.isEmpty()) {
      return wrong(
          (name != null ? "--as must be " : "FILE: the name matches no known model; use --as with ")
              + "one of "
              + names());
    }
    if (!Files.isRegularFile(file)) {
      return wrong("FILE: no such file: " + file);
    }
    ModelStore store = store(settings.read());
    try {
      store.install(model.get(), file);
    } catch (IOException e) {
      err().println(Explanation.of(e));
      return 1;
    }
    out().println("Installed: " + store.file(model.get()));
    return 0;
  }

  /** Progress on one line of a terminal; elsewhere a line for each tenth. */
  private static final class Bar implements ModelDownload.Listener {
    private static final int WIDTH = 30;
    private final String name;
    private final PrintWriter out;
    private final boolean terminal;
    private long shown = -1;

    Bar(String name, PrintWriter out, boolean terminal) {
      this.name = name;
      this.out = out;
      this.terminal = terminal;
    }

    @Override
    public void received(long bytes, long total) {
      long percent = total > 0 ? bytes * 100 / total : -1;
      long step = total > 0 ? (terminal ? percent : percent / 10) : bytes / 10_000_000;
      if (step == shown) {
        return;
      }
      shown = step;
      String sizes =
          total > 0
              ? String.format(
                  Locale.ROOT, "%3d %%  %d of %d MB", percent, bytes / 1_000_000, total / 1_000_000)
              : String.format(Locale.ROOT, "%d MB", bytes / 1_000_000);
      if (terminal) {
        int full = (int) (Math.max(0, percent) * WIDTH / 100);
        out.print("\r" + name + " [" + "#".repeat(full) + " ".repeat(WIDTH - full) + "] " + sizes);
      } else {
        out.println(name + "  " + sizes);
      }
      out.flush();
    }

    void end() {
      if (terminal && shown >= 0) {
        out.println();
      }
    }
  }
}
