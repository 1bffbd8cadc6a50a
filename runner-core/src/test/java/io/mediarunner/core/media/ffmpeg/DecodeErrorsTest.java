package io.mediarunner.core.media.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What counts as damage of a source, in the words of the real ffmpeg. */
class DecodeErrorsTest {
  @TempDir private Path folder;

  @Test
  void hardwareThatDoesNotTakeAFormatIsNoDamage() throws Exception {
    assertThat(
            count(
                """
                [verbose] NVDEC capabilities:
                [h264 @ 0x5594c0a3e740] [error] Hardware is lacking required capabilities
                [h264 @ 0x5594c0a3e740] [error] Failed setup for format cuda: hwaccel initialisation returned error.
                [h264 @ 0x5594c0a3e740] [verbose] Reinit context to 1920x1088, pix_fmt: yuv422p10le
                [hevc @ 0x5594c0a3e740] [error] Video width 8192 not within range from 144 to 4096
                [hevc @ 0x5594c0a3e740] [error] Video macroblock count 139264 exceeds maximum of 65536
                [vp9 @ 0x5594c0a3e740] [error] No support for codec vp9 profile 1.
                [vp9 @ 0x5594c0a3e740] [error] Failed setup for format vaapi: hwaccel initialisation returned error.
                """))
        .isZero();
  }

  @Test
  void whatHardwareFailsToDecodeIsDamage() throws Exception {
    assertThat(
            count(
                """
                [h264 @ 0x5594c0a3e740] [error] hardware accelerator failed to decode picture
                [h264 @ 0x5594c0a3e740] [error] error while decoding MB 42 17, bytestream -8
                [error] Error while decoding stream #0:0: Invalid data found when processing input
                """))
        .isEqualTo(3);
  }

  private long count(String toolLog) throws Exception {
    return DecodeErrors.count(Files.writeString(folder.resolve("ffmpeg.log"), toolLog));
  }
}
