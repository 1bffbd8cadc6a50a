package io.mediarunner.core.encoding.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.mediarunner.core.media.MediaLab;
import io.mediarunner.core.media.MediaLab.Result;
import io.mediarunner.core.process.JdkProcessRunner;
import io.mediarunner.core.process.TaskProcesses;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Hardware that fails at the start, in the middle or in its results: the CPU takes over. */
class HardwareFallbackIT {
  private static final double LONG = 330;

  @TempDir private Path folder;
  private MediaLab lab;

  @BeforeEach
  void open() {
    lab = new MediaLab(folder);
    lab.gpu = true;
    lab.hardware = FakeDevice.DECODER;
  }

  @ParameterizedTest
  @CsvSource({"2", "330"})
  void aCardThatIsNotThere(double seconds) throws Exception {
    lab.ffmpeg = FakeDevice.absent(folder);

    Result result = encode(seconds);

    checkOnCpu(result, seconds, "Cannot load libcuda.so.1");
  }

  @Test
  void aCardThatFailsAfterThreeMinutes() throws Exception {
    lab.ffmpeg = FakeDevice.failingOnceThereIs("v0-00003.nut", folder);
    Path attempt = Files.createDirectory(folder.resolve("attempt"));

    Result result = encode(LONG, attempt);

    checkOnCpu(result, LONG, "CUDA_ERROR_LAUNCH_FAILED");
    assertThat(result.log()).contains("encode-hardware is given up: ");
    try (Stream<Path> kept = Files.list(attempt.resolve("kept"))) {
      assertThat(kept.map(path -> path.getFileName().toString()))
          .as("segments of the card are not left beside those of the CPU")
          .containsExactlyInAnyOrder("encode", "encode-hardware.failed");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "330, concat", // joining
    "2, hls",
    "330, hls",
  })
  void aCardWhoseResultFailsLater(double seconds, String argumentOfStep) throws Exception {
    lab.ffmpeg = FakeDevice.failingLater(argumentOfStep, folder);

    Result result = encode(seconds);

    checkOnCpu(result, seconds, "the picture makes no sense");
  }

  @Test
  void aCardThatLosesFramesInSilence() throws Exception {
    lab.ffmpeg = FakeDevice.losingFrames(folder);

    checkOnCpu(encode(4), 4, "");
  }

  @Test
  void aCardThatHangs() throws Exception {
    lab.ffmpeg = FakeDevice.hanging(folder);
    lab.stall = Duration.ofSeconds(2);

    checkOnCpu(encode(2), 2, "stopped making progress for 2 s");
  }

  @Test
  void aLaterAttemptDoesNotTryItAgain() throws Exception {
    lab.ffmpeg = FakeDevice.absent(folder);
    Path attempt = folder.resolve("attempt");
    Path note = attempt.resolve("kept/encode-hardware.failed");
    Files.createDirectories(note.getParent());
    Files.writeString(note, "it burnt down");

    Result result = encode(2, attempt);

    checkOnCpu(result, 2, "it burnt down");
    assertThat(result.log()).doesNotContain("encode_with_gpu");
  }

  private Result encode(double seconds) throws Exception {
    return encode(seconds, Files.createTempDirectory(folder, "attempt"));
  }

  private Result encode(double seconds, Path attempt) throws Exception {
    Path source = lab.talk("talk.mp4", "160x90", "25", "" + seconds);
    return lab.encode(
        source, Map.of(), attempt, new TaskProcesses(new JdkProcessRunner(), pid -> {}));
  }

  private static void checkOnCpu(Result result, double seconds, String reason) throws Exception {
    JsonNode info = result.info();
    assertThat(result.seconds("360p_talk.mp4")).isCloseTo(seconds, within(0.1));
    assertThat(result.seconds("audio_192k_talk.mp3")).isCloseTo(seconds, within(0.1));
    assertThat(result.files()).contains("360p_talk.ts", "master.m3u8", "overview.png");
    assertThat(info.path("encoder").asText()).isEqualTo("cpu");
    assertThat(info.path("acceleration").path("decode").asText()).isEqualTo("cpu");
    assertThat(info.path("attempts")).hasSize(2);
    assertThat(info.path("attempts").get(0).path("error").asText()).isNotBlank().contains(reason);
    assertThat(info.path("attempts").get(1).has("error")).isFalse();
    assertThat(info.path("warnings")).hasSize(1);
    assertThat(info.path("warnings").toString())
        .contains("GPU_NOT_USED", "encoded on the CPU instead of the GPU: ", reason);
  }
}
