package io.mediarunner.core.encoding.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mediarunner.core.encoding.plan.EncodePlan;
import io.mediarunner.core.encoding.plan.EncodePlanTest;
import io.mediarunner.core.error.TaskFailedException;
import io.mediarunner.core.media.MediaTask;
import io.mediarunner.core.process.JdkProcessRunner;
import io.mediarunner.core.process.TaskProcesses;
import io.mediarunner.core.task.TaskId;
import io.mediarunner.core.task.TaskRequest;
import io.mediarunner.core.workspace.DiskClaims;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskNeedTest {
  private static final EncodePlan MINUTE = EncodePlanTest.smallTalk(60);
  private static final EncodePlan HOUR = EncodePlanTest.smallTalk(3600);

  @TempDir private Path folder;
  private final DiskClaims claims = new DiskClaims();

  @Test
  void forecastsByTheRatesThatAreAskedFor() {
    assertThat(DiskNeed.bytes(MINUTE)).isEqualTo((2 * (750_000L + 96_000) + 2 * 190_000) * 60 / 8);
    // As segments, joined, and as segments.
    assertThat(DiskNeed.bytes(HOUR)).isEqualTo((3 * (750_000L + 96_000) + 2 * 190_000) * 3600 / 8);
  }

  @Test
  void claimsWhatIsNotYetWritten() throws Exception {
    DiskNeed need = new DiskNeed(HOUR, task());
    need.claim();
    assertThat(claims.bytes()).isEqualTo(DiskNeed.bytes(HOUR));

    write("kept/encode/v0-00000.nut", 4_000_000);
    new DiskNeed(HOUR, task()).claim(); // an attempt that resumes it
    assertThat(claims.bytes()).isEqualTo(2 * DiskNeed.bytes(HOUR) - 4_000_000);
  }

  @Test
  void doesNotTakePreparedAudioForRenditions() throws Exception {
    write("work/audio-source.mka", 5_000_000);

    new DiskNeed(HOUR, task()).claim();

    assertThat(claims.bytes()).isEqualTo(DiskNeed.bytes(HOUR));
  }

  @Test
  void goesByTheWorkOnceThereIsSomeOfIt() throws Exception {
    DiskNeed need = new DiskNeed(HOUR, task());
    need.claim();
    write("kept/encode/v0-00000.nut", 1_000_000);
    write("kept/encode/audio_192k_talk.mp3", 500_000);

    need.encoded(0.04);
    need.reclaim();
    assertThat(claims.bytes()).as("too early to tell").isEqualTo(DiskNeed.bytes(HOUR) - 1_500_000);

    // 1 MB so far, 9 MB more, a quarter on top of them, all of it three times; audio twice
    need.encoded(0.1);
    assertThat(claims.bytes()).isEqualTo(3 * 12_250_000 + 2 * 500_000 - 1_500_000);

    write("work/360p_talk.mp4", 20_000_000);
    need.reclaim();
    assertThat(claims.bytes()).isEqualTo(3 * 12_250_000 + 2 * 500_000 - 21_500_000);
    write("output/360p_talk.ts", 20_000_000);
    need.reclaim();
    assertThat(claims.bytes()).as("more than was expected").isZero();
  }

  @Test
  void refusesWhatCannotFit() {
    assertThatThrownBy(() -> new DiskNeed(EncodePlanTest.smallTalk(1e10), task()).claim())
        .isInstanceOf(TaskFailedException.class)
        .hasMessageMatching(
            "DISK_FULL: The results need about \\d+\\.\\d GB, but the runner has only \\d[^ ]* [GM]B left\\.");
  }

  private void write(String file, int bytes) throws IOException {
    Path to = folder.resolve(file);
    Files.createDirectories(to.getParent());
    Files.write(to, new byte[bytes]);
  }

  private MediaTask task() throws IOException {
    return new MediaTask(
        new TaskRequest(
            new TaskId("t1"),
            "e",
            "a",
            Optional.empty(),
            "encoding",
            "http://host/talk.mp4",
            Optional.empty(),
            Map.of(),
            "",
            Optional.empty()),
        folder.resolve("fetched/source.mp4"),
        "talk.mp4",
        "http://host/talk.mp4",
        Files.createDirectories(folder.resolve("work")),
        folder.resolve("kept"),
        folder.resolve("output"),
        new TaskProcesses(new JdkProcessRunner(), pid -> {}),
        (name, url, max, listener) -> {
          throw new AssertionError("nothing is to be fetched");
        },
        claims.open(),
        progress -> {});
  }
}
