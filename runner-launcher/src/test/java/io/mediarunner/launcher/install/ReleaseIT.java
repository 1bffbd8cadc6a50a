package io.mediarunner.launcher.install;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code bin/package} makes: the same bytes each time, and all that an installation needs. */
class ReleaseIT {
  private static Built built;
  @TempDir private Path folder;

  @BeforeAll
  static void build() throws Exception {
    built = Built.once();
  }

  @Test
  void hasTheSameBytesWhoeverPacksIt() throws Exception {
    Path again = folder.resolve("nochmal, später");
    List<String> command =
        List.of(
            "sh",
            "-c",
            "umask 077 && exec \"$@\"",
            "sh",
            Built.HOME.resolve("bin/package").toString(),
            "--built",
            built.target().toString(),
            "--out",
            again.toString());

    Run.of(folder, Map.of("TZ", "Asia/Tokyo", "LC_ALL", "POSIX"), command).wentWell();

    for (String name :
        List.of(
            built.archive().getFileName().toString(),
            "media-runner_" + built.version() + "_amd64.deb",
            "media-runner_" + built.version() + "_arm64.deb",
            "media-runner-" + built.version() + ".sha256")) {
      assertThat(Files.mismatch(built.out().resolve(name), again.resolve(name)))
          .as(name)
          .isEqualTo(-1);
    }
  }

  /** The build of this test run lies in another folder, and has all guards on. */
  @Test
  void holdsTheSameBytesWhereverItIsBuilt() throws Exception {
    Path here = Path.of("target/runner/lib");
    Path there = built.target().resolve("runner/lib");
    try (Stream<Path> jars = Files.list(there)) {
      assertThat(jars.toList())
          .hasSizeGreaterThan(30)
          .allSatisfy(
              jar ->
                  assertThat(Files.mismatch(jar, here.resolve(jar.getFileName())))
                      .as("%s", jar.getFileName())
                      .isEqualTo(-1));
    }
  }

  @Test
  void holdsBothArchitecturesCompletionAndManual() throws Exception {
    Path release = built.unpack(folder);

    assertThat(release.resolve("embedded/ffmpeg-x86_64.jar")).isNotEmptyFile();
    assertThat(release.resolve("embedded/ffmpeg-arm64.jar")).isNotEmptyFile();
    assertThat(release.resolve("share/man/man1/media-runner.1"))
        .content()
        .contains("Media Runner " + built.version(), "process");
    assertThat(release.resolve("share/man/man1/media-runner-process.1")).content().contains("jobs");
    for (String file :
        List.of("LICENSE", "NOTICE", "docs/operations.md", "conf/runner.env.example")) {
      assertThat(release.resolve(file)).isNotEmptyFile();
    }
    Run words =
        Run.of(
            folder,
            Map.of(),
            List.of(
                "bash",
                "-c",
                ". '"
                    + release.resolve("share/bash-completion/runner")
                    + "'; COMP_WORDS=(runner proc) COMP_CWORD=1 COMP_LINE='runner proc'; COMP_POINT=11;"
                    + " complete -p runner; _complete_runner; echo \"${COMPREPLY[@]}\""));
    assertThat(words.wentWell()).contains("process");
  }

  @Test
  void tellsWhatItIsWithoutBuilding() throws Exception {
    Path release = built.unpack(folder);

    Run version =
        Run.of(folder, Map.of(), List.of(release.resolve("bin/runner").toString(), "--version"));
    Run build =
        Run.of(folder, Map.of(), List.of(release.resolve("bin/runner").toString(), "build"));

    assertThat(version.wentWell()).startsWith("Media Runner " + built.version() + "\n");
    assertThat(build.exit()).isEqualTo(6);
    assertThat(build.said()).isEqualTo("This is a release: there is nothing to build.\n");
  }
}
