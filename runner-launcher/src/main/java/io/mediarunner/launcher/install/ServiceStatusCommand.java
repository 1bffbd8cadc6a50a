package io.mediarunner.launcher.install;

import io.mediarunner.core.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code service status}. */
@Command(
    name = "status",
    description = {
      "Say whether the service runs.",
      "Exit code 0: it runs; 1: it does not; 5: no systemd here; 7: there is no service."
    },
    mixinStandardHelpOptions = true)
final class ServiceStatusCommand extends InstallCommand {
  private static final List<Path> PACKAGED =
      List.of(Path.of("/usr/lib/systemd/system"), Path.of("/lib/systemd/system"));

  @Option(names = "--user", description = "The service of your own systemd.")
  private boolean user;

  @Option(names = "--json", description = "Print the properties that systemd knows as JSON.")
  private boolean json;

  @Override
  int run(Installation installation, Programs programs) throws IOException {
    Systemd service = user ? Systemd.ofTheUser(programs) : Systemd.ofTheMachine(programs);
    boolean packaged =
        !user && PACKAGED.stream().anyMatch(at -> Files.exists(at.resolve(Systemd.NAME)));
    if (!packaged && !Files.exists(service.unit())) {
      throw new RefusedException(
          RefusedException.ABSENT,
          "There is no service: 'service install" + (user ? " --user" : "") + "' makes one.");
    }
    if (!Systemd.runs()) {
      throw new RefusedException(
          RefusedException.MACHINE,
          "systemd does not run on this machine: start the runner with 'start'.");
    }
    Map<String, String> known = service.properties();
    if (json) {
      out().println(Json.text(known));
    } else {
      out()
          .println(
              known.getOrDefault("ActiveState", "unknown")
                  + " ("
                  + known.getOrDefault("SubState", "unknown")
                  + "), "
                  + known.getOrDefault("UnitFileState", "not enabled")
                  + known.entrySet().stream()
                      .filter(entry -> entry.getKey().equals("StatusText"))
                      .map(entry -> ": " + entry.getValue())
                      .findFirst()
                      .orElse(""));
    }
    return "active".equals(known.get("ActiveState")) ? 0 : RefusedException.FAILED;
  }
}
