package io.mediarunner.core.media.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PublishedLogTest {
  @TempDir private Path folder;

  @Test
  void publishesWhatFfmpegSaysOfItsWorkAndNothingOfTheSource() throws Exception {
    EncodingLog log = new EncodingLog(folder, folder);
    log.output(
        Files.writeString(
            folder.resolve("tool.log"),
            """
            [in#0 @ 0x55654834b040] [warning] UDTA parsing failed retrying raw
            [info] Input #0, mov,mp4,m4a,3gp,3g2,mj2, from 'file:/w/Secret name.mp4':
            [info]   Metadata:
            [info]     artist          : Secret
            [info]     Stream mapping: : Secret
            [info]     Duration: 00:00 : Secret
            [info]     comment         : Secret
                                    : Secret
            Stream #0:0 Secret
            [info]   Duration: 00:00:03.00, start: 0.000000, bitrate: 693 kb/s
            [info]   Chapters:
            [info]     Chapter #0:0: start 0.000000, end 1.000000
            [info]       Metadata:
            [info]         title           : Secret
            [info]   Stream #0:0[0x1](und): Video: h264 (High), yuv420p, 320x180, 25 fps
            [info]     Metadata:
            [info]       handler_name    : Secret
            [info] Stream mapping:
            [info]   Stream #0:0 -> #0:0 (h264 (native) -> h264 (libx264))
            [libx264 @ 0x564d960b6680] [info] profile High, level 1.2, 4:2:0, 8-bit
            [error] Conversion failed
            """));

    assertThat(Files.readString(folder.resolve("encoding.log")))
        .isEqualTo(
            """
            [in#0 @ 0x55654834b040] [warning] UDTA parsing failed retrying raw
            [info]   Duration: 00:00:03.00, start: 0.000000, bitrate: 693 kb/s
            [info]   Stream #0:0[0x1](und): Video: h264 (High), yuv420p, 320x180, 25 fps
            [info] Stream mapping:
            [info]   Stream #0:0 -> #0:0 (h264 (native) -> h264 (libx264))
            [libx264 @ 0x564d960b6680] [info] profile High, level 1.2, 4:2:0, 8-bit
            [error] Conversion failed
            """);
  }
}
