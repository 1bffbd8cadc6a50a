package io.mediarunner.core.media.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgressFileTest {
  @TempDir private Path folder;

  @Test
  void readsTheNewestWholeBlock() throws Exception {
    Path file = folder.resolve("progress");
    Files.writeString(
        file,
        """
        frame=10
        out_time_us=1000000
        speed=0.5x
        progress=continue
        frame=20
        out_time_us=2500000
        speed=1.25x
        progress=continue
        out_time_us=99
        """);

    assertThat(new ProgressFile(file).latest())
        .contains(new ProgressFile.Block(Optional.of(20.0), Optional.of(2.5)));
  }

  @Test
  void takesUnknownValuesAsUnknown() {
    assertThat(ProgressFile.parse("out_time_us=N/A\nspeed=N/A\nprogress=continue\n"))
        .contains(new ProgressFile.Block(Optional.empty(), Optional.empty()));
    assertThat(ProgressFile.parse("out_time_us=5\n")).isEmpty();
    assertThat(new ProgressFile(folder.resolve("none")).latest()).isEmpty();
  }
}
