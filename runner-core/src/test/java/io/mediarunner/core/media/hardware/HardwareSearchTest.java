package io.mediarunner.core.media.hardware;

import static org.assertj.core.api.Assertions.assertThat;

import io.mediarunner.core.config.EncodingConfig;
import io.mediarunner.core.config.LadderMode;
import io.mediarunner.core.media.ffmpeg.FfmpegTools;
import io.mediarunner.core.process.JdkProcessRunner;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which ffmpeg and which devices are taken; the ffmpegs are scripts that say what real ones do. */
class HardwareSearchTest {
  private static final String OLD_DRIVER =
      """
      echo '[h264_nvenc @ 0x55] Driver does not support the required nvenc API version. Required: 13.1 Found: 13.0' >&2
      echo '[h264_nvenc @ 0x55] The minimum required Nvidia driver for nvenc is 610.00 or newer' >&2
      echo '[vost#0:0/h264_nvenc @ 0x56] Error while opening encoder' >&2
      """;
  private static final String NO_AV1 =
      """
      echo '[av1 @ 0x55] Hardware is lacking required capabilities' >&2
      echo '[av1 @ 0x55] Failed setup for format cuda: hwaccel initialisation returned error.' >&2
      """;

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    // at hand, in order; what encodes | chosen
    "new old, old, old",
    "old new, old, old",
    "new old, '', new",
    "new old older, old older, old",
    "new, '', new",
  })
  void takesTheFirstThatEncodes(String atHand, String encoding, String chosen) throws Exception {
    List<FfmpegTools> ffmpegs =
        Arrays.stream(atHand.split(" "))
            .map(name -> ffmpeg(name, "0", List.of(encoding.split(" ")).contains(name)))
            .toList();

    HardwareSearch.Result result = search("0").search(ffmpegs);

    assertThat(result.chosen().ffmpeg().version()).isEqualTo(chosen);
    assertThat(result.chosen().usable()).isTrue();
  }

  @Test
  void saysInOneLineWhichAndWhyNotTheOthers() throws Exception {
    HardwareSearch.Result result =
        search("0").search(List.of(ffmpeg("8.1.2", "0", false), ffmpeg("5.1.9", "0", true)));

    assertThat(result.summary())
        .isEqualTo(
            "cuda: decode h264 hevc hevc-10bit vp8 vp9 vp9-10bit mpeg2video, scale, encode h264,"
                + " with ffmpeg 5.1.9 (from 5.1.9); ffmpeg 8.1.2 (from 8.1.2): cuda:encode:h264:"
                + " Driver does not support the required nvenc API version. Required: 13.1 Found: 13.0."
                + " The minimum required Nvidia driver for nvenc is 610.00 or newer");
  }

  @Test
  void saysWhyAndWhatHelps() throws Exception {
    HardwareSearch.Result result = search("0").search(List.of(ffmpeg("8.1.2", "0", false)));

    Hardware found = result.device(0).hardware();
    assertThat(reason(found, "cuda:encode:h264"))
        .startsWith("Driver does not support the required nvenc API version")
        .endsWith("610.00 or newer");
    assertThat(Remedy.of(reason(found, "cuda:encode:h264"))).isEqualTo(Remedy.OLD_DRIVER);
    assertThat(reason(found, "cuda:decode:av1"))
        .isEqualTo(
            "Hardware is lacking required capabilities."
                + " Failed setup for format cuda: hwaccel initialisation returned error");
    assertThat(Remedy.of(reason(found, "cuda:decode:av1"))).isEqualTo(Remedy.NO_DECODER);
    assertThat(Remedy.of(reason(found, "vaapi:device"))).isEqualTo(Remedy.NO_DISPLAY);
  }

  @ParameterizedTest
  @CsvSource({
    // settings; devices that exist | device of instance 0, 1, 2
    "0 1, 0 1, 0 1 0",
    "0 1 2, 0 1 2, 0 1 2",
    "0 1, 0, 0 0 0", // the setting names one more than there are
    "2 0, 0 1 2, 2 0 2",
    "1, 0 1, 1 1 1",
  })
  void spreadsTheInstancesOverTheDevicesThatExist(String settings, String exist, String instances)
      throws Exception {
    HardwareSearch.Result result =
        search(settings.split(" ")).search(List.of(ffmpeg("6", exist, true)));

    List<String> expected = List.of(instances.split(" "));
    assertThat(IntStream.range(0, 3).mapToObj(n -> result.device(n).name())).isEqualTo(expected);
    for (int n = 0; n < 3; n++) {
      GpuDevice device = result.device(n);
      assertThat(device.environment()).containsEntry("CUDA_VISIBLE_DEVICES", expected.get(n));
      assertThat(device.ffmpeg().environment())
          .containsEntry("CUDA_VISIBLE_DEVICES", expected.get(n));
      assertThat(device.hardware().device()).as("the only one that it sees").isZero();
      assertThat(device.hardware().encodes()).isTrue();
    }
  }

  @Test
  void withoutAnyDeviceItLooksOnceAtAllOfThem() throws Exception {
    HardwareSearch.Result result = search("0", "1").search(List.of(ffmpeg("6", "none", true)));

    assertThat(result.chosen().devices()).hasSize(1);
    assertThat(result.device(1).name()).isEqualTo("0,1");
    assertThat(result.chosen().usable()).isFalse();
  }

  private static String reason(Hardware hardware, String name) {
    return hardware.findings().stream()
        .filter(found -> found.name().equals(name) && !found.works())
        .map(Hardware.Finding::detail)
        .findFirst()
        .orElseThrow();
  }

  private HardwareSearch search(String... visible) {
    EncodingConfig config =
        new EncodingConfig(
            true,
            "slow",
            OptionalInt.empty(),
            false,
            2,
            LadderMode.AUTO,
            false,
            0,
            List.of(visible),
            "PCI_BUS_ID",
            Path.of("/opt/cuda"));
    return new HardwareSearch(
        config, new JdkProcessRunner(), System.getenv("PATH"), Optional.of(folder));
  }

  /** On a machine with an NVIDIA card that decodes all but AV1, and no other card. */
  private FfmpegTools ffmpeg(String version, String devices, boolean encodes) {
    String script =
        String.format(
            Locale.ROOT,
            """
        #!/bin/bash
        args="$*"
        case "$args" in
          *vaapi*) echo '[AVHWDeviceContext @ 0x5] No VA display found for device /dev/dri/renderD128.' >&2; exit 1;;
          *qsv*) echo '[AVHWDeviceContext @ 0x5] No VA display found for any default device.' >&2; exit 1;;
          *cuda=gpu*)
            case " %s " in *" $CUDA_VISIBLE_DEVICES "*);; *)
              echo '[AVHWDeviceContext @ 0x5] cu->cuInit(0) failed -> CUDA_ERROR_NO_DEVICE: no CUDA-capable device is detected' >&2
              exit 1;;
            esac
            case "$args" in
              *h264_nvenc*) %s;;
              *hwaccel*AV1*) %s exit 1;;
            esac;;
        esac
        """,
            devices,
            encodes ? "exit 0" : OLD_DRIVER + "exit 1",
            NO_AV1);
    try {
      Path file = Files.createDirectories(folder.resolve(version)).resolve("ffmpeg");
      Files.writeString(file, script);
      file.toFile().setExecutable(true);
      return new FfmpegTools(file, file, version, "from " + version, Map.of());
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
