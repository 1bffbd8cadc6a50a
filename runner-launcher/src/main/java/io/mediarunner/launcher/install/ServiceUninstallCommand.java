package io.mediarunner.launcher.install;

import java.io.IOException;
import java.nio.file.Files;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code service uninstall}. */
@Command(
    name = "uninstall",
    description = "Stop the service and remove its unit. The program, settings and tasks stay.",
    mixinStandardHelpOptions = true)
final class ServiceUninstallCommand extends InstallCommand {
  @Option(names = "--user", description = "The service of your own systemd.")
  private boolean user;

  @Override
  int run(Installation installation, Programs programs) throws IOException {
    Systemd service = user ? Systemd.ofTheUser(programs) : Systemd.ofTheMachine(programs);
    if (!Files.exists(service.unit())) {
      throw new RefusedException(
          RefusedException.ABSENT, "There is no service: " + service.unit() + " does not exist.");
    }
    if (!service.isOurs()) {
      throw new RefusedException(
          RefusedException.NOT_OURS,
          service.unit()
              + " was not written by 'service install': disable it with systemctl and remove it"
              + " yourself.");
    }
    if (!user && !isRoot()) {
      throw new RefusedException(
          RefusedException.RIGHTS, "Removing a service of the machine needs root: use sudo.");
    }
    new ServiceRemoval(service).remove();
    out().println("The service was removed: " + service.unit());
    return 0;
  }
}
