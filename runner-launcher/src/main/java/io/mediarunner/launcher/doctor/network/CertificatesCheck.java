package io.mediarunner.launcher.doctor.network;

import io.mediarunner.core.config.RunnerConfig;
import io.mediarunner.core.net.Network;
import io.mediarunner.launcher.doctor.check.Check;
import io.mediarunner.launcher.doctor.check.CheckResult;
import io.mediarunner.verticles.web.TlsFiles;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Whether the authorities to trust, and the runner's own certificate, can be read. */
public final class CertificatesCheck implements Check {
  private static final String NAME = "ca";
  private final RunnerConfig config;
  private final Vertx vertx;

  public CertificatesCheck(RunnerConfig config, Vertx vertx) {
    this.config = config;
    this.vertx = vertx;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<CheckResult> run() {
    List<CheckResult> results = new ArrayList<>();
    try {
      Network network = Network.of(config.proxy());
      results.add(
          CheckResult.good(
              NAME,
              network.authorities().isPresent()
                  ? "those of " + network.authoritiesSetting()
                  : "those of Java"));
    } catch (IOException e) {
      results.add(
          CheckResult.error(
              NAME,
              String.valueOf(e.getMessage()),
              "set SSL_CERT_FILE to a readable PEM file, such as"
                  + " /etc/ssl/certs/ca-certificates.crt, or unset it"));
    }
    if (config.tls().isPresent()) {
      results.addAll(own());
    }
    return results;
  }

  private List<CheckResult> own() {
    String name = NAME + ":own";
    String fix = "correct TLS_CERT_FILE and TLS_KEY_FILE, or unset both";
    try {
      List<String> notes = TlsFiles.check(vertx, config.tls().orElseThrow(), Instant.now());
      return notes.isEmpty()
          ? List.of(CheckResult.good(name, "the certificate of TLS_CERT_FILE is valid"))
          : notes.stream().map(note -> CheckResult.warning(name, note, fix)).toList();
    } catch (IOException | RuntimeException e) {
      return List.of(CheckResult.error(name, String.valueOf(e.getMessage()), fix));
    }
  }
}
