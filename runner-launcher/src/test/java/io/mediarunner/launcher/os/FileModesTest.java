package io.mediarunner.launcher.os;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileModesTest {
  @TempDir private Path folder;

  private Path file(String name, String modes) throws IOException {
    Path file = Files.createFile(folder.resolve(name));
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(modes));
  }

  private static String modes(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  @ParameterizedTest
  @CsvSource({
    "rw-rw-rw-, 027, rw-r-----",
    "rw-r--r--, 027, rw-r-----",
    "rw-------, 027, rw-------",
    "rw-rw-rw-, 007, rw-rw----",
    "rw-r--r--, 022, rw-r--r--",
    "rwxrwxrwx, 0777, ---------"
  })
  void takesWhatTheMaskForbidsAndAddsNothing(String before, String umask, String after)
      throws Exception {
    Path file = file("a", before);
    FileModes.narrow(Stream.of(file, folder.resolve("absent")), Integer.parseInt(umask, 8));
    assertThat(modes(file)).isEqualTo(after);
  }

  @Test
  void narrowsLogsAndOldOnes() throws Exception {
    Path log = file("runner.log", "rw-r--r--");
    Path old = file("runner_0.log.3", "rw-r--r--");
    Path other = file("notes.txt", "rw-r--r--");
    Path link = Files.createSymbolicLink(folder.resolve("link.log"), other);

    FileModes.narrowLogs(folder, 027);

    assertThat(modes(log)).isEqualTo("rw-r-----");
    assertThat(modes(old)).isEqualTo("rw-r-----");
    assertThat(modes(other)).as("not a log, nor by way of " + link).isEqualTo("rw-r--r--");
  }

  @ParameterizedTest
  @CsvSource({
    "rw-------, false",
    "rw-r-----, false",
    "rw-rw----, true",
    "rw-r--r--, true",
    "rw-r---w-, true"
  })
  void warnsOfSecretsThatOthersMayRead(String modes, boolean open) throws Exception {
    Path file = file(".env", modes);
    assertThat(FileModes.exposed(file).isPresent()).isEqualTo(open);
    FileModes.exposed(file)
        .ifPresent(warning -> assertThat(warning).contains(modes, "chmod 640 " + file));
  }

  @Test
  void warnsOfAWiderMaskThanItsSettings() {
    assertThat(FileModes.tooWide(027, 027)).isEmpty();
    assertThat(FileModes.tooWide(027, 077)).isEmpty();
    assertThat(FileModes.tooWide(022, 027)).isEmpty();
    assertThat(FileModes.tooWide(027, 022))
        .get()
        .asString()
        .contains("umask 022 instead of STORAGE_UMASK 027");
    assertThat(FileModes.tooWide(0)).as("nothing is asked for").isEmpty();
    assertThat(FileModes.tooWide(0777)).as("the process's own").isPresent();
  }
}
