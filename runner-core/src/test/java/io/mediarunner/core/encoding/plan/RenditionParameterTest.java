package io.mediarunner.core.encoding.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.mediarunner.core.config.LadderMode;
import io.mediarunner.core.media.Warning;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class RenditionParameterTest {
  private final List<Warning> warnings = new ArrayList<>();

  @ParameterizedTest
  @NullAndEmptySource
  @ValueSource(strings = {"{}", " "})
  void keepsTheDefaultWhereNothingIsAsked(String value) {
    assertThat(apply(value)).isEqualTo(Ladder.DEFAULT);
    assertThat(warnings).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"nonsense", "[1]", "12", "\"text\""})
  void keepsTheDefaultWithAWarningWhereItMakesNoSense(String value) {
    assertThat(apply(value)).isEqualTo(Ladder.DEFAULT);
    assertThat(warnings).hasSize(1);
  }

  @Test
  void infersTheRatesOfANewRung() {
    Ladder ladder = apply("{\"480\":{\"resolution\":\"854x480\",\"encode_mp4\":true}}");

    assertThat(ladder.rungs()).hasSize(4);
    assertThat(ladder.rungs().get(1))
        .isEqualTo(
            new Rendition(480, "854x480", 593_000, 395_333, 889_500, 1_186_000, 128_000, true));
  }

  @ParameterizedTest
  @CsvSource({
    "1920x1080, 1080, 3000000",
    "2560x1440, 1440, 5333000",
    "3840x2160, 2160, 12000000",
    "160x90, 90, 150000"
  })
  void infersTheVideoRateFromTheArea(String resolution, int height, long bps) {
    Ladder ladder =
        apply(
            String.format(
                Locale.ROOT,
                "{\"1080\":null,\"%d\":{\"resolution\":\"%s\",\"encode_mp4\":false}}",
                height,
                resolution));

    assertThat(ladder.rungs())
        .filteredOn(rung -> rung.height() == height)
        .extracting(Rendition::videoBps)
        .containsExactly(bps);
  }

  @Test
  void removesAndChangesRungs() {
    Ladder ladder =
        apply(
            "{\"360\":null,\"720\":{\"video_bitrate\":\"2M\",\"encode_mp4\":false},\"1080\":null}");

    assertThat(ladder.rungs())
        .containsExactly(
            new Rendition(
                720, "1280x720", 2_000_000, 1_000_000, 3_000_000, 4_000_000, 128_000, false));
  }

  @Test
  void takesAnObjectAsWellAsText() {
    assertThat(
            RenditionParameter.apply(
                    Map.of("720", Map.of("audio_bitrate", "64k")), LadderMode.AUTO, warnings::add)
                .rungs()
                .get(1)
                .audioBps())
        .isEqualTo(64_000);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"480\":{\"encode_mp4\":true}}",
        "{\"480\":{\"resolution\":\"854x481\",\"encode_mp4\":true}}",
        "{\"480\":{\"resolution\":854,\"encode_mp4\":true}}",
        "{\"480\":{\"resolution\":\"854x480\"}}",
        "{\"480\":{\"resolution\":\"854x480\",\"encode_mp4\":\"yes\"}}",
        "{\"480\":{\"resolution\":\"854x480\",\"encode_mp4\":true,\"video_bitrate\":12000}}",
        "{\"480\":{\"resolution\":\"854x480\",\"encode_mp4\":true,\"video_bitrate\":\"0k\"}}",
        "{\"480\":[]}",
        "{\"48o\":{\"resolution\":\"854x480\",\"encode_mp4\":true}}",
        "{\"\":{}}"
      })
  void losesOnlyTheRungThatMakesNoSense(String value) {
    assertThat(apply(value)).isEqualTo(Ladder.DEFAULT);
    assertThat(warnings)
        .singleElement()
        .satisfies(
            warning -> {
              assertThat(warning.code()).isEqualTo(Warning.Code.RENDITION_INVALID);
              assertThat(warning.param()).contains("rendition");
            });
  }

  @Test
  void leavesOutWhatIsNotListedWhenTheLadderIsReplaced() {
    Ladder ladder =
        apply(
            "{\"_mode\":\"replace\",\"720\":{},\"480\":{\"resolution\":\"854x480\",\"encode_mp4\":false}}");

    assertThat(ladder.rungs()).extracting(Rendition::height).containsExactly(480, 720);
    assertThat(warnings).isEmpty();
  }

  @Test
  void keepsTheDefaultWhenNoRungIsLeft() {
    assertThat(apply("{\"360\":null,\"720\":null,\"1080\":null}")).isEqualTo(Ladder.DEFAULT);
    assertThat(warnings).hasSize(1);
  }

  private static final String COMPLETE =
      "\"%d\":{\"resolution\":\"%dx%d\",\"video_bitrate\":\"900k\",\"audio_bitrate\":\"96k\","
          + "\"encode_mp4\":true}";

  private static String complete(int width, int height) {
    return String.format(Locale.ROOT, COMPLETE, height, width, height);
  }

  /** The platform sends its table and looks each result up in it. */
  @ParameterizedTest
  @CsvSource({
    "AUTO, 480 720",
    "CLIENT, 480 720",
    "MERGE, 360 480 720 1080",
  })
  void takesATableOfCompleteRungsAsTheWholeLadder(LadderMode mode, String heights) {
    assertThat(heights(mode, "{" + complete(854, 480) + "," + complete(1280, 720) + "}"))
        .isEqualTo(heights);
    assertThat(warnings).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "AUTO, 360 480 720 1080",
    "CLIENT, 480 720",
    "MERGE, 360 480 720 1080",
  })
  void takesPartialRungsAsChanges(LadderMode mode, String heights) {
    assertThat(heights(mode, "{" + complete(854, 480) + ",\"720\":{\"encode_mp4\":false}}"))
        .isEqualTo(heights);
    assertThat(warnings).isEmpty();
  }

  @Test
  void takesARemovalAsAChangeBesideCompleteRungs() {
    assertThat(heights(LadderMode.AUTO, "{" + complete(854, 480) + ",\"1080\":null}"))
        .isEqualTo("360 480 720");
  }

  @ParameterizedTest
  @CsvSource({"AUTO", "CLIENT", "MERGE"})
  void doesAsTheParameterItselfSays(LadderMode mode) {
    assertThat(heights(mode, "{\"_mode\":\"merge\"," + complete(854, 480) + "}"))
        .isEqualTo("360 480 720 1080");
    assertThat(heights(mode, "{\"_mode\":\"replace\",\"720\":{}}")).isEqualTo("720");
    assertThat(heights(mode, "{}")).isEqualTo("360 720 1080");
  }

  @Test
  void leavesABadRungOutOfAWholeLadder() {
    String bad = complete(854, 480).replace("900k", "0k");

    assertThat(heights(LadderMode.AUTO, "{" + bad + "," + complete(1280, 720) + "}"))
        .isEqualTo("720");
    assertThat(warnings).hasSize(1);
  }

  private String heights(LadderMode mode, String value) {
    return RenditionParameter.apply(value, mode, warnings::add).rungs().stream()
        .map(rung -> "" + rung.height())
        .collect(Collectors.joining(" "));
  }

  private Ladder apply(String value) {
    return RenditionParameter.apply(value, LadderMode.AUTO, warnings::add);
  }
}
