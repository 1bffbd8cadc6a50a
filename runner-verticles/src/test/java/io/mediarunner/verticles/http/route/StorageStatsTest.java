package io.mediarunner.verticles.http.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StorageStatsTest {
  @TempDir private Path folder;

  @Test
  void saysThatItHasNotCountedAll() throws Exception {
    for (int i = 0; i < 50; i++) {
      Files.createDirectories(folder.resolve("task-" + i + "/output"));
      Files.writeString(folder.resolve("task-" + i + "/output/x.bin"), "12345");
    }
    assertThat(StorageStats.of(folder, Duration.ofMinutes(1)))
        .isEqualTo(new StorageStats(250, 50, false));

    StorageStats cut = StorageStats.of(folder, Duration.ZERO);

    assertThat(cut.partial()).isTrue();
    assertThat(cut.fileCount()).isLessThan(50);
  }
}
