package io.mediarunner.core.media.hardware;

import static org.assertj.core.api.Assertions.assertThat;

import io.mediarunner.core.media.ffmpeg.FfmpegTools;
import io.mediarunner.core.process.JdkProcessRunner;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real probe: it finds what this machine has, and says why not for the rest. */
class HardwareProbeIT {
  /** No machine has a device of that number. */
  private static final int NO_SUCH_DEVICE = 97;

  @TempDir private Path folder;

  @Test
  void saysNoWithTheReasonWhereThereIsNoDevice() throws Exception {
    Hardware hardware = probe("test").probe();

    assertThat(hardware.usable()).isFalse();
    assertThat(hardware.findings())
        .extracting(Hardware.Finding::name)
        .containsExactly("cuda:device", "qsv:device", "vaapi:device");
    assertThat(hardware.findings())
        .allSatisfy(
            finding -> {
              assertThat(finding.works()).isFalse();
              assertThat(finding.detail()).isNotBlank().doesNotContain("took more than");
            });
  }

  @Test
  void asksAgainOnlyWhenFfmpegOrDriverChange() throws Exception {
    Path file = folder.resolve("cache/hardware.json");
    Hardware first = probe("test").cached(file);
    Files.writeString(file, Files.readString(file).replace("\"works\":false", "\"works\":true"));

    List<Hardware.Finding> kept = probe("test").cached(file).findings();
    List<Hardware.Finding> anew = probe("a newer one").cached(file).findings();

    assertThat(kept).allMatch(Hardware.Finding::works);
    assertThat(anew).isEqualTo(first.findings());
  }

  @Test
  void anUnreadableCacheIsNoHindrance() throws Exception {
    Path file = Files.writeString(folder.resolve("hardware.json"), "{ what");

    assertThat(probe("test").cached(file).findings()).hasSize(3);
  }

  private static HardwareProbe probe(String version) {
    Path ffmpeg = Path.of("ffmpeg");
    return new HardwareProbe(
        new FfmpegTools(ffmpeg, Path.of("ffprobe"), version, "system", Map.of()),
        new JdkProcessRunner(),
        NO_SUCH_DEVICE);
  }
}
