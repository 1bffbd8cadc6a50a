package io.mediarunner.launcher.command;

import io.mediarunner.core.process.ProcessExit;
import io.mediarunner.core.process.ProcessRunner;
import io.mediarunner.core.process.ProcessSpec;
import io.mediarunner.core.process.ProcessStartException;
import io.mediarunner.core.process.sandbox.Box;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Installs Debian packages if it may: as root, or with sudo if it needs no password. */
final class DebianPackages {
  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final Duration GRACE = Duration.ofSeconds(5);

  private final ProcessRunner runner;
  private final PrintStream out;

  /**
   * @param out told what is about to be installed
   */
  DebianPackages(ProcessRunner runner, PrintStream out) {
    this.runner = runner;
    this.out = out;
  }

  /**
   * @return whether all of them are installed now
   */
  boolean install(List<String> packages) throws IOException {
    if (packages.isEmpty() || !succeeds(List.of("apt-get", "--version"), Path.of("/dev/null"))) {
      return false;
    }
    List<String> asRoot;
    if ("root".equals(System.getProperty("user.name"))) {
      asRoot = List.of();
    } else if (succeeds(List.of("sudo", "-n", "true"), Path.of("/dev/null"))) {
      asRoot = List.of("sudo", "-n");
    } else {
      return false;
    }
    out.println("Installing Debian packages: " + String.join(" ", packages));
    Path log = Files.createTempFile("media-runner-apt-", ".log");
    List<String> install =
        new ArrayList<>(List.of("apt-get", "install", "-y", "--no-install-recommends"));
    install.addAll(packages);
    boolean done =
        succeeds(with(asRoot, List.of("apt-get", "update")), log)
            && succeeds(with(asRoot, install), log);
    if (done) {
      Files.delete(log);
    } else {
      out.println("The installation failed; see " + log);
    }
    return done;
  }

  private static List<String> with(List<String> prefix, List<String> command) {
    List<String> all = new ArrayList<>(prefix);
    all.addAll(command);
    return all;
  }

  private boolean succeeds(List<String> command, Path log) {
    try {
      return runner
              .start(
                  new ProcessSpec(
                          command,
                          Path.of("/"),
                          Map.of("DEBIAN_FRONTEND", "noninteractive"),
                          log,
                          log,
                          LIMIT,
                          GRACE,
                          0)
                      .in(Box.NONE))
              .exit()
              .toCompletableFuture()
              .join()
          instanceof ProcessExit.Done;
    } catch (ProcessStartException e) {
      return false;
    }
  }
}
