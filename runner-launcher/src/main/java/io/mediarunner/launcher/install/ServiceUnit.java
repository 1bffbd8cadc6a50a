package io.mediarunner.launcher.install;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The text of a unit: {@code conf/media-runner.service} with the paths of one installation. */
final class ServiceUnit {
  /** What a user's own systemd cannot do, or would do to the user's files. */
  private static final List<String> NOT_FOR_USERS =
      List.of(
          "User=",
          "Wants=network-online",
          "After=network-online",
          "CapabilityBoundingSet=",
          "AmbientCapabilities=",
          "Protect",
          "PrivateTmp=",
          "Device");

  private ServiceUnit() {}

  /**
   * @param template lines of the unit as it ships
   * @param program absolute path of {@code bin/runner}
   * @param docs folder of the documentation
   * @param runAs user of the service; empty in a unit of a user's own systemd
   */
  static List<String> of(List<String> template, Path program, Path docs, String runAs) {
    boolean user = runAs.isEmpty();
    List<String> unit =
        new ArrayList<>(List.of(Systemd.MARK + ", which replaces it when called again."));
    for (String line : template.subList(template.indexOf("[Unit]"), template.size())) {
      if (user && NOT_FOR_USERS.stream().anyMatch(line::startsWith)) {
        continue;
      }
      if (line.startsWith("ExecStart=")) {
        // A program's own name must not hold quotes; an argument may.
        unit.add("ExecStart=/usr/bin/env \"" + quoted(program.toString()) + "\" start");
      } else if (line.startsWith("Documentation=")) {
        String page = docs.resolve("operations.md").toUri().toASCIIString();
        unit.add("Documentation=" + page.replace("'", "%27").replace("%", "%%"));
      } else if (line.startsWith("User=")) {
        unit.add("User=" + runAs);
      } else if (user && line.startsWith("WantedBy=")) {
        unit.add("WantedBy=default.target");
      } else {
        unit.add(line);
      }
    }
    return unit;
  }

  /** Within double quotes; see systemd.service(5), command lines. */
  private static String quoted(String text) {
    return text.replace("\\", "\\\\").replace("\"", "\\\"").replace("%", "%%");
  }
}
