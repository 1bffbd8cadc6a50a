package io.mediarunner.launcher.install;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The service of this installation under systemd.
 *
 * @param user whether it belongs to the user's own systemd instead of the machine's
 * @param unit file of the unit
 */
record Systemd(boolean user, Path unit, Programs programs) {
  static final String NAME = "media-runner.service";

  /** What {@code service install} writes into a unit: others are not touched. */
  static final String MARK = "# Written by 'bin/runner service install'";

  static Systemd ofTheMachine(Programs programs) {
    return new Systemd(false, Path.of("/etc/systemd/system", NAME), programs);
  }

  static Systemd ofTheUser(Programs programs) {
    Path config =
        Optional.ofNullable(System.getenv("XDG_CONFIG_HOME"))
            .filter(folder -> !folder.isEmpty())
            .map(Path::of)
            .orElseGet(() -> Path.of(System.getProperty("user.home"), ".config"));
    return new Systemd(true, config.resolve("systemd/user").resolve(NAME), programs);
  }

  /** Whether it is this machine's first process; see sd_booted(3). */
  static boolean runs() {
    return Files.isDirectory(Path.of("/run/systemd/system"));
  }

  /** The one, of the machine or of the user, whose unit starts this installation. */
  static Optional<Systemd> starting(Releases releases, Programs programs) throws IOException {
    for (Systemd each : List.of(ofTheMachine(programs), ofTheUser(programs))) {
      if (each.starts(releases.link())) {
        return Optional.of(each);
      }
    }
    return Optional.empty();
  }

  boolean isOurs() throws IOException {
    return Files.isReadable(unit) && Files.readString(unit).contains(MARK);
  }

  private boolean starts(Path link) throws IOException {
    return Files.isReadable(unit)
        && Files.readAllLines(unit).stream()
            .filter(line -> line.startsWith("ExecStart="))
            .anyMatch(line -> line.contains(link.resolve("bin/runner") + "\""));
  }

  Programs.Result control(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("systemctl"));
    if (user) {
      command.add("--user");
    }
    command.addAll(Arrays.asList(arguments));
    return programs.run(command);
  }

  boolean isActive() throws IOException {
    return runs() && control("is-active", "--quiet", NAME).good();
  }

  /** What systemd knows of it, by name of the property; empty texts are left out. */
  Map<String, String> properties() throws IOException {
    Map<String, String> properties = new LinkedHashMap<>();
    control("show", "--property=ActiveState,SubState,UnitFileState,MainPID,StatusText,Result", NAME)
        .said()
        .lines()
        .filter(line -> line.indexOf('=') > 0 && !line.endsWith("="))
        .forEach(
            line ->
                properties.put(
                    line.substring(0, line.indexOf('=')), line.substring(line.indexOf('=') + 1)));
    return properties;
  }
}
