package io.mediarunner.core.encoding.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mediarunner.core.error.FailureCode;
import io.mediarunner.core.error.TaskFailedException;
import io.mediarunner.core.media.MediaLab;
import io.mediarunner.core.process.AttemptProcesses;
import io.mediarunner.core.process.ProcessIdentity;
import io.mediarunner.core.process.TaskProcesses;
import io.mediarunner.core.process.sandbox.ResourceLimits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sources that exceed all limits, and machines with too few resources. */
class LimitsIT {
  private static final Duration SOON = Duration.ofSeconds(30);
  @TempDir private Path folder;
  private MediaLab lab;

  @BeforeEach
  void open() {
    lab = new MediaLab(folder);
  }

  @Test
  void refusesAFileOfVeryManyTracks() throws Exception {
    Path source =
        lab.clip(
            "tracks.mov",
            "-f lavfi -i sine=d=0.2 "
                + String.join(" ", Collections.nCopies(300, "-map 0"))
                + " -c:a pcm_s16le");

    refused(source, Set.of(FailureCode.SOURCE_EXCESSIVE));
  }

  /** Of so many ffprobe itself reads no more than 1000. */
  @Test
  void refusesTenThousandTracks() throws Exception {
    Path source = lab.clip("tracks.mov", "-f lavfi -i sine=d=0.2 -c:a pcm_s16le");
    ByteBuffer file = ByteBuffer.wrap(Files.readAllBytes(source));
    String text = new String(file.array(), StandardCharsets.ISO_8859_1);
    int moov = text.indexOf("moov") - 4; // the last box of the file
    int track = text.indexOf("trak", moov) - 4;
    int length = file.getInt(track);
    int more = 9_999;
    ByteBuffer many = ByteBuffer.allocate(file.capacity() + more * length);
    many.put(file.array(), 0, track);
    for (int i = 0; i <= more; i++) {
      many.put(file.array(), track, length);
    }
    many.put(file.array(), track + length, file.capacity() - track - length);
    many.putInt(moov, file.getInt(moov) + more * length);
    Files.write(source, many.array());

    refused(source, Set.of(FailureCode.SOURCE_EXCESSIVE, FailureCode.SOURCE_UNREADABLE));
  }

  @Test
  void refusesAMillionPicturesASecond() throws Exception {
    Path source =
        lab.clip(
            "fast.mp4",
            "-f lavfi -i testsrc2=s=64x64:r=1000000:d=0.0001 -f lavfi -i sine=d=1 -c:v libx264"
                + " -pix_fmt yuv420p -video_track_timescale 1000000 -c:a aac");

    refused(source, Set.of(FailureCode.SOURCE_EXCESSIVE));
  }

  /** An AVI whose header claims 60000 x 60000 pixels. */
  @Test
  void refusesGiganticPictures() throws Exception {
    Path source =
        lab.clip("huge.avi", "-f lavfi -i testsrc2=s=64x64:r=25:d=1 -c:v huffyuv -pix_fmt rgb24");
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(source)).order(ByteOrder.LITTLE_ENDIAN);
    int format = new String(bytes.array(), StandardCharsets.ISO_8859_1).indexOf("strf");
    bytes.putInt(format + 12, 60_000); // biWidth of BITMAPINFOHEADER
    bytes.putInt(format + 16, 60_000);
    Files.write(source, bytes.array());

    refused(
        source,
        Set.of(
            FailureCode.SOURCE_EXCESSIVE, FailureCode.SOURCE_UNREADABLE, FailureCode.NO_STREAMS));
  }

  private void refused(Path source, Set<FailureCode> codes) {
    Instant begin = Instant.now();
    assertThatThrownBy(() -> lab.encode(source))
        .isInstanceOfSatisfying(
            TaskFailedException.class, e -> assertThat(e.failure().code()).isIn(codes));
    assertThat(Duration.between(begin, Instant.now())).isLessThan(SOON);
  }

  /** A megabyte that would need a gigabyte of memory, wherever it is looked at. */
  @Test
  void refusesALogoThatIsLargeOnlyInMemory() throws Exception {
    lab.dressingRequired = true;
    lab.clip("logo.png", "-f lavfi -i color=c=red:s=12000x10000 -frames:v 1 -pix_fmt rgba64be");
    Path source = lab.talk("talk.mp4", "320x180", "25", "1");

    assertThatThrownBy(
            () ->
                lab.encode(source, Map.of("dressing", Map.of("watermark", "http://host/logo.png"))))
        .isInstanceOfSatisfying(
            TaskFailedException.class,
            e -> assertThat(e.failure().code()).isEqualTo(FailureCode.DRESSING_UNAVAILABLE))
        .hasMessageContaining("12000 x 10000")
        .hasMessageContaining("33 million pixels");
  }

  @Test
  void endsWhatNeedsTooMuchMemory() throws Exception {
    Path source = lab.talk("large.mp4", "1920x1080", "25", "2");
    Path attempt = Files.createDirectory(folder.resolve("attempt-1"));
    ResourceLimits limits =
        new ResourceLimits(200L << 20, 1L << 30, Duration.ofMinutes(10), 16_384);
    TaskProcesses programs =
        new TaskProcesses(
            AttemptProcesses.marked(MediaLab.closed(List.of(folder), limits), attempt), pid -> {});

    assertThatThrownBy(() -> lab.encode(source, Map.of(), attempt, programs))
        .isInstanceOfSatisfying(
            TaskFailedException.class,
            e -> assertThat(e.failure().code()).isEqualTo(FailureCode.RESOURCE_LIMIT))
        .hasMessageContaining("TOOL_MEMORY_GB");
  }

  /** After a look at the file, no decoder that it does not need is left. */
  @Test
  void opensASourceWithItsOwnDecodersOnly() throws Exception {
    String log = lab.encode(lab.talk("talk.mp4", "320x180", "25", "1")).log();

    assertThat(log).containsPattern("-codec_whitelist aac(,\\w+)*,h264(,h264_\\w+)* -max_pixels");
    assertThat(log).doesNotContain("magicyuv");
  }

  @Test
  void saysWhenTheDiskIsFull() throws Exception {
    lab.onWorkDir =
        work -> {
          try { // a file system without space, as a file
            Files.createSymbolicLink(work.resolve("audio_192k_talk.mp3"), Path.of("/dev/full"));
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        };

    assertThatThrownBy(() -> lab.encode(lab.talk("talk.mp4", "320x180", "25", "4")))
        .isInstanceOfSatisfying(
            TaskFailedException.class,
            e -> assertThat(e.failure().code()).isEqualTo(FailureCode.DISK_FULL));
  }

  @Test
  void endsWhatTakesTooLongAndLeavesNoProgramBehind() throws Exception {
    Path source = lab.talk("long.mp4", "1920x1080", "25", "60");
    lab.limit = Duration.ofSeconds(1);
    long[] last = new long[1];
    lab.onStart = pid -> last[0] = pid;

    assertThatThrownBy(() -> lab.encode(source))
        .isInstanceOfSatisfying(
            TaskFailedException.class,
            e -> assertThat(e.failure().code()).isEqualTo(FailureCode.TIME_LIMIT))
        .hasMessageContaining("1 seconds");
    assertThat(ProcessIdentity.of(last[0]).flatMap(ProcessIdentity::alive)).isEmpty();
  }
}
