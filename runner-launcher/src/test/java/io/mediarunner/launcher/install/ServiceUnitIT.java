package io.mediarunner.launcher.install;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The unit as systemd's own tools read it. */
class ServiceUnitIT {
  @TempDir private Path folder;

  private Path unit(String runAs) throws Exception {
    Path program = Files.createDirectories(folder.resolve("médias d'été/bin")).resolve("runner");
    Files.copy(Path.of("/bin/true"), program);
    return Files.write(
        folder.resolve("media-runner.service"),
        ServiceUnit.of(
            Files.readAllLines(Built.HOME.resolve("conf/media-runner.service")),
            program,
            program.resolveSibling("docs"),
            runAs));
  }

  @ParameterizedTest
  @CsvSource({"daemon, system", "'', user"})
  void isValid(String runAs, String manager) throws Exception {
    Run run =
        Run.of(
            folder,
            Map.of("XDG_RUNTIME_DIR", folder.toString()),
            List.of("systemd-analyze", "--" + manager, "verify", unit(runAs).toString()));

    assertThat(run.wentWell()).isEmpty();
  }

  /** On systemd's scale from 0 to 10; see systemd-analyze(1), security. */
  @Test
  void exposesLittle() throws Exception {
    Run run =
        Run.of(
            folder,
            Map.of(),
            List.of(
                "systemd-analyze",
                "security",
                "--offline=true",
                "--no-pager",
                "--threshold=40",
                unit("daemon").toString()));

    Matcher level = Pattern.compile("Overall exposure level.*: (\\d+\\.\\d)").matcher(run.said());
    assertThat(level.find()).as(run.said()).isTrue();
    assertThat(Double.parseDouble(level.group(1))).isLessThanOrEqualTo(4.0);
    assertThat(run.exit()).isZero();
  }

  @Test
  void leavesTheUsersOwnServiceTheUsersFiles() throws Exception {
    assertThat(Files.readAllLines(unit("")))
        .contains("WantedBy=default.target", "KillMode=process", "NoNewPrivileges=true")
        .noneMatch(line -> line.startsWith("User=") || line.startsWith("ProtectHome="));
  }
}
