package io.mediarunner.core.studio;

import static org.assertj.core.api.Assertions.assertThat;

import io.mediarunner.core.config.StudioConfig;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StudioParametersTest {
  private static final StudioConfig DEFAULTS = new StudioConfig(23, "medium", "128k", false, false);

  @Test
  void takesTheSettingsWhereTheTaskSaysNothing() {
    assertThat(StudioParameters.of(Map.of("studio_crf", "", "presenter", ""), DEFAULTS))
        .returns(23, StudioParameters::crf)
        .returns("medium", StudioParameters::preset)
        .returns("128k", StudioParameters::audioBitrate)
        .returns(false, StudioParameters::forceCpu)
        .returns(false, StudioParameters::allowGpu)
        .matches(parameters -> parameters.layout().isEmpty());
  }

  @Test
  void takesNumbersAndPresetsOfOtherEncoders() {
    assertThat(
            StudioParameters.of(
                Map.of("studio_crf", 18, "studio_preset", "p4", "studio_allow_nvenc", true),
                DEFAULTS))
        .returns(18, StudioParameters::crf)
        .returns("fast", StudioParameters::preset)
        .returns(true, StudioParameters::allowGpu);
  }

  @ParameterizedTest
  @CsvSource({"yes, true", "YES, true", "on, false", "'', false", "1, true", "0, false"})
  void st31ReadsTruthAsTheReferenceDoes(String text, boolean forced) {
    assertThat(StudioParameters.of(Map.of("force_cpu", text), DEFAULTS).forceCpu())
        .isEqualTo(forced);
  }

  @Test
  void st31ReadsNumbersAsTruth() {
    assertThat(StudioParameters.of(Map.of("force_cpu", 1), DEFAULTS).forceCpu()).isTrue();
    assertThat(StudioParameters.of(Map.of("force_cpu", 0), DEFAULTS).forceCpu()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "presenter, foo",
    "studio_crf, 52",
    "studio_crf, fine",
    "studio_preset, placebo",
    "studio_preset, slow -f null",
    "studio_audio_bitrate, 128k -f null -",
    "studio_audio_bitrate, 0k",
    "cut, {not json",
    "rendition, '[}'"
  })
  void namesWhatIsWrong(String name, String value) {
    assertThat(StudioParameters.problems(Map.of(name, value)))
        .singleElement()
        .asString()
        .startsWith(name + ": ");
  }

  @Test
  void namesAllOfIt() {
    assertThat(
            StudioParameters.problems(
                Map.of("presenter", "foo", "studio_crf", "99", "studio_preset", "best")))
        .hasSize(3);
  }

  @Test
  void findsNothingWrongWithWhatTheManagerSends() {
    assertThat(
            StudioParameters.problems(
                Map.of(
                    "presenter", "piph",
                    "studio_crf", "20",
                    "studio_preset", "p7",
                    "studio_audio_bitrate", "1.5M",
                    "cut", "{}",
                    "rendition", "",
                    "dressing", Map.of("watermark", "x"))))
        .isEmpty();
  }
}
