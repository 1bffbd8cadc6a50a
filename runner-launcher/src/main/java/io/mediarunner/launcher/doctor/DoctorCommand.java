package io.mediarunner.launcher.doctor;

import io.mediarunner.launcher.app.VertxFactory;
import io.mediarunner.launcher.app.Waiting;
import io.mediarunner.launcher.command.SettingsOption;
import io.mediarunner.launcher.config.ConfigSources;
import io.mediarunner.launcher.doctor.check.Check;
import io.mediarunner.launcher.doctor.check.CheckReport;
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
      List<Check> all = Checks.all(sources, vertx);
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
}
