package io.mediarunner.core.encoding.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mediarunner.core.error.FailureCode;
import io.mediarunner.core.error.TaskFailedException;
import io.mediarunner.core.media.MediaLab;
import io.mediarunner.core.media.hardware.Hardware;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hardware that is reported and then really fails; and an ffmpeg that stalls. */
public class HardwareIT {
  /** A device number that no machine has, reported as working. */
  public static final Hardware BROKEN =
      new Hardware(
          97,
          List.of(
              new Hardware.Finding("cuda:decode:h264", true, ""),
              new Hardware.Finding("cuda:scale", true, ""),
              new Hardware.Finding("cuda:encode:h264", true, "")));

  @TempDir private Path folder;
  private MediaLab lab;

  @BeforeEach
  void open() {
    lab = new MediaLab(folder);
  }

  /** Section 21, T41. */
  @Test
  void fallsBackToTheCpuOnceForTheWholeTask() throws Exception {
    lab.gpu = true;
    lab.hardware = BROKEN;

    MediaLab.Result result = lab.encode(lab.talk("talk.mp4", "640x360", "25", "2"));

    assertThat(result.files()).contains("360p_talk.mp4", "360p_talk.ts", "audio_192k_talk.mp3");
    assertThat(result.info().path("encoder").asText()).isEqualTo("cpu");
    assertThat(result.info().path("acceleration").path("decode").asText()).isEqualTo("cpu");
    assertThat(result.info().path("warnings").toString())
        .contains("GPU_NOT_USED", "encoded on the CPU instead of the GPU: ");
    assertThat(result.log().split("--> encode_with_gpu", -1)).hasSize(2);
    assertThat(result.log().split("--> encode_without_gpu", -1)).hasSize(2);
  }

  @Test
  void saysThatTheGpuWasWantedAndIsNotThere() throws Exception {
    lab.gpu = true;
    lab.hardware = new Hardware(0, List.of(new Hardware.Finding("cuda:device", false, "none")));

    MediaLab.Result result = lab.encode(lab.talk("talk.mp4", "640x360", "25", "1"));

    assertThat(result.info().path("warnings").toString())
        .contains("GPU_NOT_USED", "no usable graphics hardware");
    assertThat(result.log()).doesNotContain("encode_with_gpu");
  }

  @Test
  void endsAnEncodeThatMakesNoProgress() throws Exception {
    Path source = lab.talk("long.mp4", "1280x720", "25", "60");
    lab.stall = Duration.ofSeconds(2);
    lab.onStart = HardwareIT::freezeEncodes;

    assertThatThrownBy(() -> lab.encode(source))
        .isInstanceOfSatisfying(
            TaskFailedException.class,
            e -> assertThat(e.failure().code()).isEqualTo(FailureCode.STALLED))
        .hasMessageContaining("stopped making progress for 2 s");
  }

  /** Probes are let through: what is started with a progress file is frozen. */
  private static void freezeEncodes(long pid) {
    String command = ProcessHandle.of(pid).flatMap(p -> p.info().commandLine()).orElse("");
    if (!command.contains("ffprobe") && !command.contains("-filters")) {
      try {
        Thread.sleep(700); // it has begun to write
        for (ProcessHandle program :
            ProcessHandle.of(pid).stream().flatMap(ProcessHandle::descendants).toList()) {
          new ProcessBuilder("kill", "-STOP", "" + program.pid()).start().waitFor();
        }
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
