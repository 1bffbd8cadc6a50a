package io.mediarunner.launcher.doctor;

import io.mediarunner.core.config.RunnerConfig;
import io.mediarunner.core.task.TaskType;
import io.mediarunner.launcher.app.VertxFactory;
import io.mediarunner.launcher.app.Waiting;
import io.mediarunner.launcher.command.SettingsOption;
import io.mediarunner.launcher.config.ConfigSources;
import io.mediarunner.launcher.doctor.check.Check;
import io.mediarunner.launcher.doctor.check.CheckReport;
import io.mediarunner.launcher.doctor.machine.FoldersCheck;
import io.mediarunner.launcher.doctor.machine.JavaCheck;
import io.mediarunner.launcher.doctor.machine.LocaleCheck;
import io.mediarunner.launcher.doctor.machine.OpenFilesCheck;
import io.mediarunner.launcher.doctor.machine.PermissionsCheck;
import io.mediarunner.launcher.doctor.machine.ResourcesCheck;
import io.mediarunner.launcher.doctor.machine.TemporaryCheck;
import io.mediarunner.launcher.doctor.network.AddressCheck;
import io.mediarunner.launcher.doctor.network.CertificatesCheck;
import io.mediarunner.launcher.doctor.network.ManagerCheck;
import io.mediarunner.launcher.doctor.network.PortsCheck;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code doctor}: all checks, a line each with the fix. */
@Command(
    name = "doctor",
    description = {
      "Check settings, programs, machine and Manager; each line says what to do.",
      "Changes nothing. Exit code 0: all good; 2: warnings; 3: errors; 1: it could not check."
    },
    mixinStandardHelpOptions = true)
public final class DoctorCommand implements Callable<Integer> {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  @Mixin private SettingsOption settings;

  @Option(names = "--json", description = "Print the report as JSON")
  private boolean json;

  @Option(
      names = "--only",
      paramLabel = "CHECK",
      split = ",",
      description = "Only these checks, such as manager,ports")
  private List<String> only = new ArrayList<>();

  @Option(names = "--list", description = "Print the names of the checks, and run none")
  private boolean list;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    ConfigSources sources = settings.sources();
    Vertx vertx = VertxFactory.create();
    try {
      List<Check> all = checks(sources, vertx);
      List<String> names = all.stream().map(Check::name).toList();
      List<String> unknown = only.stream().filter(name -> !names.contains(name)).toList();
      if (!unknown.isEmpty()) {
        spec.commandLine()
            .getErr()
            .println("--only: no check " + unknown + "; there are " + String.join(", ", names));
        return 2;
      }
      if (list) {
        System.out.println(String.join("\n", names));
        return 0;
      }
      CheckReport report =
          CheckReport.of(
              all.stream().filter(check -> only.isEmpty() || only.contains(check.name())).toList());
      System.out.print(json ? report.json() : report.text() + report.conclusion() + "\n");
      System.out.flush();
      return report.exitCode();
    } finally {
      Waiting.on(vertx.close(), LIMIT);
    }
  }

  /** In the order in which a person would fix things. */
  private static List<Check> checks(ConfigSources sources, Vertx vertx) {
    RunnerConfig config = UsableSettings.of(sources);
    boolean speech = config.taskTypes().contains(TaskType.TRANSCRIPTION);
    List<Check> all = new ArrayList<>();
    all.add(new SettingsCheck(sources));
    all.add(new VersionCheck());
    all.add(new JavaCheck());
    all.add(new LocaleCheck());
    all.add(new TemporaryCheck());
    all.add(new OpenFilesCheck(config.instances().size()));
    all.add(new PermissionsCheck(config, sources.file()));
    all.add(new FoldersCheck(config.storage(), config.transcription().model(), speech));
    all.add(new ResourcesCheck(config));
    all.add(Prefixed.all(new EncodingToolsCheck(config, false)));
    all.add(
        config.encoding().gpu()
            ? Prefixed.unlessOneWorks(new GraphicsCheck(config), GraphicsCheck.USABLE)
            : Prefixed.notAsked(GraphicsCheck.NAME, "ENCODING_TYPE=CPU"));
    all.add(
        speech
            ? Prefixed.all(new SpeechCheck(config))
            : Prefixed.notAsked(SpeechCheck.NAME, "no instance transcribes"));
    all.add(new CertificatesCheck(config, vertx));
    all.add(new ManagerCheck(config));
    all.add(new AddressCheck(config));
    all.add(new PortsCheck(config));
    return all;
  }
}
