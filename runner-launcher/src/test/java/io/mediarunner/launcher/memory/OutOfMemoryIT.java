package io.mediarunner.launcher.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.mediarunner.verticles.demo.ManagerDouble;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Memory that really runs out: a heap that has no room for the tree of what ffprobe prints, though
 * that is just within its limit.
 */
@Tag("security")
class OutOfMemoryIT {
  private static final int CHAPTERS = 19_000;
  @TempDir private Path folder;

  @Test
  void anAttemptThatRunsOutOfMemoryFailsAlone() throws Exception {
    try (MemoryLab lab = new MemoryLab(folder, "[2x(encoding)]", 2);
        EndlessServer server = new EndlessServer()) {
      String url =
          server.serve("/chapters", EndlessServer.body(out -> Matroska.chapters(out, CHAPTERS)));
      lab.start(2, "-Xmx26m");
      try (MemoryLab.Ordinary ordinary = lab.new Ordinary()) {
        for (int i = 0; i < 3; i++) {
          ManagerDouble.Completion end = lab.end(lab.send("encoding", url, Map.of()));

          assertThat(end.status()).isEqualTo("failed");
          assertThat(end.errorMessage()).contains("memory");
        }
        System.out.printf(
            Locale.ROOT,
            "security: memory: 3 attempts ran out of memory, %d ordinary tasks completed%n",
            ordinary.completed());
      }
    }
  }
}
