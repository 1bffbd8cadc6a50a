package io.mediarunner.launcher.install;

import java.io.IOException;
import java.nio.file.Files;

/** Stops a service and removes its unit. */
final class ServiceRemoval {
  private final Systemd service;

  ServiceRemoval(Systemd service) {
    this.service = service;
  }

  void remove() throws IOException {
    if (Systemd.runs()) {
      service.control("disable", "--now", Systemd.NAME);
      // Programs that would have waited for the next start of the service.
      service.control("kill", "--kill-who=all", "--signal=KILL", Systemd.NAME);
    }
    Files.delete(service.unit());
    if (Systemd.runs()) {
      service.control("daemon-reload");
      service.control("reset-failed", Systemd.NAME);
    }
  }
}
