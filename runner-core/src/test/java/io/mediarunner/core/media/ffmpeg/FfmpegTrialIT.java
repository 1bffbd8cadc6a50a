package io.mediarunner.core.media.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;

import io.mediarunner.core.process.JdkProcessRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FfmpegTrialIT {
  private final JdkProcessRunner processes = new JdkProcessRunner();
  @TempDir private Path folder;

  @BeforeEach
  void link() throws IOException {
    for (String name : new String[] {"ffmpeg", "ffprobe"}) {
      Files.createSymbolicLink(folder.resolve(name), Path.of("/usr/bin", name));
    }
  }

  @AfterEach
  void close() {
    processes.close();
  }

  @Test
  void findsNothingWrongWithProgramsThatWork() {
    assertThat(problem()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ffmpeg", "ffprobe"})
  void noticesAProgramThatIsMissing(String name) throws IOException {
    Files.delete(folder.resolve(name));

    assertThat(problem()).get().asString().contains(name + " is missing or not executable");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ffmpeg", "ffprobe"})
  void noticesAProgramThatExitsWithZeroAndDoesNothing(String name) throws IOException {
    replace(name, "#!/bin/sh\nexit 0\n");

    assertThat(problem()).get().asString().contains(name + " exits with code 0, but does nothing");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ffmpeg", "ffprobe"})
  void noticesAProgramThatFails(String name) throws IOException {
    replace(name, "#!/bin/sh\necho no such library\nexit 127\n");

    assertThat(problem()).get().asString().contains(name + " fails: no such library");
  }

  private void replace(String name, String text) throws IOException {
    Path program = folder.resolve(name);
    Files.delete(program);
    Files.writeString(program, text);
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private Optional<String> problem() {
    return new FfmpegTrial(
            new FfmpegTools(
                folder.resolve("ffmpeg"), folder.resolve("ffprobe"), "5.1", "test", Map.of()),
            processes)
        .problem();
  }
}
