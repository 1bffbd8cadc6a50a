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
        // works                                     | codec | plain | api   | decode | scale |
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
      boolean plain,
      String api,
      boolean decode,
      boolean scale,
      boolean encode) {
    Acceleration chosen = Acceleration.choose(hardware(works), new Acceleration.Need(codec, plain));

    Optional<HardwareApi> expected =
        api.isEmpty() ? Optional.empty() : Optional.of(HardwareApi.valueOf(api));
    assertThat(chosen).isEqualTo(new Acceleration(expected, 0, decode, scale, encode));
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
