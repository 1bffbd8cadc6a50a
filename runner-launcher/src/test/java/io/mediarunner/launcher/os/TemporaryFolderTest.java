package io.mediarunner.launcher.os;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TemporaryFolderTest {
  private static final int NOBODY = 65_534;

  /** A folder that everybody may write to, as a script names it. */
  private static final Pattern SHARED_FOLDER = Pattern.compile("/tmp\\b|/dev/shm|TMPDIR");

  @TempDir private Path system;
  private Path own;

  @BeforeEach
  void findName() throws Exception {
    own = system.resolve("media-runner-" + Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
  }

  @Test
  void makesAFolderForItsUserAlone() throws Exception {
    assertThat(TemporaryFolder.ofUser(system)).isEqualTo(own);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(own)))
        .isEqualTo("rwx------");
    assertThat(TemporaryFolder.ofUser(system)).as("and takes it again").isEqualTo(own);
  }

  @Test
  void refusesALink() throws Exception {
    Path elsewhere = Files.createDirectory(system.resolve("elsewhere"));
    Files.setPosixFilePermissions(elsewhere, PosixFilePermissions.fromString("rwx------"));
    Files.createSymbolicLink(own, elsewhere);

    assertThatThrownBy(() -> TemporaryFolder.ofUser(system))
        .isInstanceOf(TemporaryFolder.TakenException.class)
        .hasMessageContainingAll(own.toString(), "Remove it");
    assertThat(elsewhere).isEmptyDirectory();
  }

  @Test
  void refusesAFolderThatOthersMayWriteTo() throws Exception {
    Files.createDirectory(own);
    Files.setPosixFilePermissions(own, PosixFilePermissions.fromString("rwxrwxrwx"));

    assertThatThrownBy(() -> TemporaryFolder.ofUser(system))
        .isInstanceOf(TemporaryFolder.TakenException.class);
  }

  @Test
  void refusesAFolderOfAnotherUser() throws Exception {
    assumeThat(Files.getAttribute(Path.of("/proc/self"), "unix:uid"))
        .as("only root gives folders away")
        .isEqualTo(0);
    Files.createDirectory(own);
    Files.setPosixFilePermissions(own, PosixFilePermissions.fromString("rwx------"));
    Files.setAttribute(own, "unix:uid", NOBODY);

    assertThatThrownBy(() -> TemporaryFolder.ofUser(system))
        .isInstanceOf(TemporaryFolder.TakenException.class)
        .hasMessageContaining("belongs to another user");
  }

  @Test
  void helpersWriteToNoFileWhoseNameCanBeGuessed() throws Exception {
    try (Stream<Path> helpers = Files.list(Path.of("../bin"))) {
      assertThat(helpers)
          .isNotEmpty()
          .allSatisfy(
              helper ->
                  assertThat(Files.readAllLines(helper))
                      .as(helper.toString())
                      .filteredOn(line -> SHARED_FOLDER.matcher(line).find())
                      .allMatch(line -> line.contains("mktemp")));
    }
  }

  @Test
  void refusesAFile() throws Exception {
    Files.createFile(own);

    assertThatThrownBy(() -> TemporaryFolder.ofUser(system))
        .isInstanceOf(TemporaryFolder.TakenException.class);
  }
}
