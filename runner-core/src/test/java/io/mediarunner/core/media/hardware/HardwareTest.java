package io.mediarunner.core.media.hardware;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which of the found hardware is used for what. */
class HardwareTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // works                                     | codec | halved | api   | decode | scale |
        // encode
        "cuda:decode:h264 cuda:scale cuda:encode:h264 | h264  | true  | CUDA  | true   | true  | true",
        "cuda:decode:h264 cuda:scale cuda:encode:h264 | h264  | false | CUDA  | true   | false | true",
        "cuda:decode:h264 cuda:scale cuda:encode:h264 | av1   | true  | CUDA  | false  | false | true",
        "cuda:decode:h264 cuda:scale                  | h264  | true  | CUDA  | true   | true  | false",
        "cuda:decode:h264 cuda:scale                  | vp9   | true  | ''    | false  | false | false",
        "cuda:decode:h264 cuda:scale vaapi:encode:h264 | h264 | true  | VAAPI | false  | false | true",
        "cuda:device                                  | h264  | true  | ''    | false  | false | false",
        "cuda:scale                                   | h264  | true  | ''    | false  | false | false",
        "cuda:encode:h264                             | ''    | true  | ''    | false  | false | false",
      })
  void usesWhatWorks(
      String works,
      String codec,
      boolean halved,
      String api,
      boolean decode,
      boolean scale,
      boolean encode) {
    Acceleration chosen = choose(works, codec, "yuv420p", halved);

    Optional<HardwareApi> expected =
        api.isEmpty() ? Optional.empty() : Optional.of(HardwareApi.valueOf(api));
    assertThat(chosen).isEqualTo(new Acceleration(expected, 0, decode, scale, encode));
  }

  @ParameterizedTest
  @CsvSource({
    "h264, yuv420p, true",
    "h264, yuvj420p, true",
    "h264, yuv420p10le, false", // only 8 bits were tested
    "h264, yuv422p10le, false",
    "h264, '', false",
    "hevc, yuv420p10le, true",
    "hevc, yuv444p, false",
  })
  void decodesOnlyWhatWasTested(String codec, String pixelFormat, boolean there) {
    String card = "cuda:decode:h264 cuda:decode:hevc cuda:decode:hevc-10bit cuda:scale";

    assertThat(choose(card, codec, pixelFormat, false).decode()).isEqualTo(there);
  }

  private static Acceleration choose(
      String works, String codec, String pixelFormat, boolean halved) {
    return Acceleration.choose(hardware(works), new Acceleration.Need(codec, pixelFormat, halved));
  }

  @Test
  void saysWhatItFound() {
    assertThat(hardware("cuda:decode:h264 cuda:decode:hevc cuda:scale").summary())
        .isEqualTo("cuda: decode h264 hevc, scale, no encode");
    assertThat(hardware("cuda:device").summary()).isEqualTo("no usable graphics hardware");
    assertThat(Hardware.NONE.summary()).isEqualTo("not tested");
  }

  @Test
  void neverScalesThereWhatWasDecodedHere() {
    assertThatThrownBy(() -> new Acceleration(Optional.of(HardwareApi.CUDA), 0, false, true, true))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("scale: only with decode");
  }

  private static Hardware hardware(String works) {
    List<Hardware.Finding> findings =
        Arrays.stream(works.split(" ")).map(n -> new Hardware.Finding(n, true, "")).toList();
    return new Hardware(0, findings);
  }
}
