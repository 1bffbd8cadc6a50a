package io.mediarunner.launcher.doctor;

import io.mediarunner.core.text.Limits;
import io.mediarunner.launcher.app.Version;
import io.mediarunner.launcher.doctor.check.Check;
import io.mediarunner.launcher.doctor.check.CheckResult;
import io.mediarunner.verticles.http.ApiContract;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whether this is one version: the program and the API that it serves. */
final class VersionCheck implements Check {
  static final String NAME = "version";
  private static final Pattern NUMBER = Pattern.compile("\\d+\\.\\d+\\.\\d+(-[\\w.]+)?");
  private static final Pattern IN_CONTRACT =
      Pattern.compile("(?m)^info:\\R(?:[ ]+.*\\R)*?  version: *(\\S+)");
  private static final String FIX = "the installation is damaged: install it again";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<CheckResult> run() throws IOException {
    String version = Version.current();
    if (!NUMBER.matcher(version).matches()) {
      return List.of(CheckResult.error(NAME, "'" + version + "' has not three numbers", FIX));
    }
    String api = ofContract().orElse("none");
    if (!version.startsWith(api)) {
      return List.of(CheckResult.error(NAME, version + ", but its API says " + api, FIX));
    }
    return List.of(CheckResult.good(NAME, String.join("; ", new Version().getVersion())));
  }

  private static Optional<String> ofContract() throws IOException {
    try (InputStream in = ApiContract.class.getResourceAsStream("/openapi.yaml")) {
      if (in == null) {
        return Optional.empty();
      }
      byte[] head = in.readNBytes(Limits.LISTING);
      Matcher found = IN_CONTRACT.matcher(new String(head, StandardCharsets.UTF_8));
      return found.find() ? Optional.of(found.group(1)) : Optional.empty();
    }
  }
}
