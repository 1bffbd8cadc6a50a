package io.mediarunner.launcher.doctor.machine;

import io.mediarunner.core.config.RunnerConfig;
import io.mediarunner.core.config.TlsConfig;
import io.mediarunner.launcher.doctor.check.Check;
import io.mediarunner.launcher.doctor.check.CheckResult;
import io.mediarunner.launcher.os.FileModes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Whether secrets are readable by the runner alone, and whether it runs as itself. */
public final class PermissionsCheck implements Check {
  private static final String NAME = "permissions";
  private final RunnerConfig config;
  private final Path settings;

  /**
   * @param settings the settings file; need not exist
   */
  public PermissionsCheck(RunnerConfig config, Path settings) {
    this.config = config;
    this.settings = settings;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<CheckResult> run() {
    List<CheckResult> results = new ArrayList<>();
    if (Files.exists(settings) && !Files.isReadable(settings)) {
      results.add(
          CheckResult.error(
              NAME + ":settings",
              settings + " cannot be read by " + user(),
              "chown it to the runner's user or group, and chmod 640 " + settings));
    }
    List<Path> secrets = new ArrayList<>(List.of(settings));
    config.tls().map(TlsConfig::key).ifPresent(secrets::add);
    for (Path secret : secrets) {
      FileModes.exposed(secret)
          .ifPresent(
              what ->
                  results.add(
                      CheckResult.warning(
                          NAME + ":" + secret.getFileName(),
                          what.replaceFirst(": chmod.*", ""),
                          "chmod 640 " + secret)));
    }
    if (user().equals("root")) {
      results.add(
          CheckResult.warning(
              NAME + ":user",
              "this is root: media programs would have all rights that the sandbox leaves",
              "run it as a user of its own (docs/operations.md)"));
    }
    return results.isEmpty()
        ? List.of(CheckResult.good(NAME, "user " + user() + "; no secret is open to others"))
        : results;
  }

  private static String user() {
    return System.getProperty("user.name");
  }
}
