package io.mediarunner.core.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every address of the corpus as a source, a recording, a cutting list, a logo and credits,
 * directly and as the target of a redirect. In short form, each one has one of these roles.
 */
@Tag("security")
class HostileAddressesIT {
  private static final boolean FULL = System.getProperty("security", "").equals("full");
  @TempDir private Path folder;

  @Test
  void noAddressReachesTheRunnerItselfOrAFile() throws Exception {
    Endings endings = new Endings();
    try (Canary canary = new Canary(folder)) {
      List<String> addresses = HostileAddresses.all(canary);
      Trace trace = new Trace(folder.resolve("traces"));
      try (HostileLab lab =
          new HostileLab(Files.createDirectory(folder.resolve("lab")), canary, trace)) {
        int number = 0;
        for (String address : addresses) {
          for (Role role : Role.values()) {
            if (FULL || number++ % Role.values().length == 0) {
              endings.of(role, address, lab, address);
              endings.of(role, "redirect to " + address, lab, lab.redirect(address));
            }
          }
          number++;
        }
      }
      Trace.Count traced = trace.count(canary.file());
      System.out.printf(
          Locale.ROOT,
          "security: addresses=%d %s; programs traced=%d sockets=%d canary contacts=%d canary"
              + " reads=%d%n",
          addresses.size(),
          endings,
          traced.programs(),
          traced.sockets().size(),
          canary.contacts(),
          traced.reads().size());
      endings.assertGood();
      assertThat(addresses).hasSizeGreaterThan(60);
      assertThat(traced.sockets()).isEmpty();
      assertThat(traced.reads()).isEmpty();
      assertThat(canary.contacts()).isZero();
    }
  }
}
