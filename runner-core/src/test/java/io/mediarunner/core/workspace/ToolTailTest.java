package io.mediarunner.core.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import io.mediarunner.core.task.TaskId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ToolTailTest {
  @TempDir private Path storage;

  @Test
  void showsTheLastLinesAndTheNewestWholeReportWithoutPaths() throws Exception {
    ToolTail tail = new ToolTail(storage, new TaskId("t"), 2);
    assertThat(tail.read()).isEmpty();
    Path attempt = storage.resolve("t/attempt-2");
    Path work = Files.createDirectories(attempt.resolve("work"));
    Files.writeString(
        work.resolve("encode.log"), "one\n".repeat(1_000) + "reads " + attempt + "/work/a.mp4\n");
    Files.writeString(
        work.resolve("encode-progress.txt"),
        """
        frame=1
        speed=1x
        progress=continue
        frame=2
        stream_0_0_q=3
        speed= 2x
        progress=continue
        frame=3
        """);
    Optional<String> text = tail.read();
    assertThat(text.orElseThrow().lines())
        .hasSize(7)
        .endsWith("reads work/a.mp4", "frame=2 speed=2x");
  }
}
