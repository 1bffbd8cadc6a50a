package io.mediarunner.core.encoding.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.mediarunner.core.error.FailureCode;
import io.mediarunner.core.error.TaskFailedException;
import io.mediarunner.core.media.MediaLab;
import io.mediarunner.core.media.MediaLab.Result;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Logo and credits, by the real ffmpeg (specification case T38). */
class DressingIT {
  @TempDir private Path folder;
  private MediaLab lab;
  private Path talk;

  @BeforeEach
  void makeClips() throws Exception {
    lab = new MediaLab(folder);
    talk = lab.talk("t38.mp4", "640x360", "25", "8");
    lab.clip("logo.png", "-f lavfi -i color=c=white:s=300x150:d=1,format=rgba -frames:v 1");
    lab.clip(
        "open.mp4",
        "-f lavfi -i testsrc=s=1280x720:r=30:d=3 -f lavfi -i sine=f=880:d=3 "
            + String.join(" ", MediaLab.FAST));
    lab.clip(
        "end.mp4",
        "-f lavfi -i testsrc=s=640x480:r=25:d=2 -c:v libx264 -preset ultrafast -pix_fmt yuv420p");
  }

  private static final String LOGO =
      "\"watermark\":\"http://host/logo.png\",\"watermark_position\":\"bottom_left\",\"watermark_opacity\":\"50\"";
  private static final String OPENING = "\"opening_credits_video\":\"http://host/open.mp4\"";
  private static final String ENDING = "\"ending_credits_video\":\"http://host/end.mp4\"";

  private Result dressed(String... parts) throws Exception {
    return lab.encode(talk, Map.of("dressing", "{" + String.join(",", parts) + "}"));
  }

  @Tag("D12")
  @Test
  void putsALogoIntoItsCornerHalfTransparent() throws Exception {
    Path grey =
        lab.clip(
            "grey.mp4",
            "-f lavfi -i color=c=black:s=640x360:r=25:d=2 -f lavfi -i sine=d=2 "
                + String.join(" ", MediaLab.FAST));

    Result result = lab.encode(grey, Map.of("dressing", "{" + LOGO + "}"));

    assertThat(result.files()).contains("360p_grey.mp4").doesNotContain("720p_grey.mp4");
    // 72 x 36 pixels, 18 from the left and the bottom, as bright as half of white
    assertThat(result.luma("360p_grey.mp4", "crop=60:24:24:312,")).isBetween(115, 140);
    assertThat(result.luma("360p_grey.mp4", "crop=16:360:0:0,")).isLessThan(4);
    assertThat(result.luma("360p_grey.mp4", "crop=60:16:24:344,")).isLessThan(4);
    assertThat(result.luma("360p_grey.mp4", "crop=60:24:94:312,")).isLessThan(4);
    assertThat(result.info().path("dressing").path("watermark").asText())
        .isEqualTo("http://host/logo.png");
    assertThat(result.info().path("warnings")).isEmpty();
  }

  /** Wide and tall logos stay within a third of the width and a tenth of the height. */
  @ParameterizedTest
  @CsvSource({
    "900x30, 640x360, 213, 8",
    "3000x10, 640x360, 213, 4",
    "10x900, 640x360, 4, 37",
    "300x300, 360x640, 66, 66"
  })
  void keepsALogoOfAnyShapeWithinThePicture(String logo, String size, int width, int height)
      throws Exception {
    lab.clip("wide.png", "-f lavfi -i color=c=white:s=" + logo + ":d=1,format=rgba -frames:v 1");
    Path black =
        lab.clip(
            "black.mp4",
            String.format(
                Locale.ROOT,
                "-f lavfi -i color=c=black:s=%s:r=25:d=1 %s",
                size,
                String.join(" ", MediaLab.FAST)));

    Result result =
        lab.encode(
            black,
            Map.of(
                "dressing",
                "{\"watermark\":\"http://host/wide.png\",\"watermark_position\":\"top_left\"}"));

    String[] sides = size.split("x");
    int[] box = bright(result, Integer.parseInt(sides[0]), Integer.parseInt(sides[1]));
    int margin = Integer.parseInt(sides[1]) / 20;
    assertThat(box[0]).as("left").isBetween(margin - 2, margin + 2);
    assertThat(box[1]).as("top").isBetween(margin - 2, margin + 2);
    assertThat(box[2] - box[0] + 1).as("width").isBetween(2, width + 2);
    assertThat(box[3] - box[1] + 1).as("height").isBetween(2, height + 2);
    assertThat(Math.max((box[2] - box[0] + 1.0) / width, (box[3] - box[1] + 1.0) / height))
        .as("no smaller than need be")
        .isGreaterThan(0.85);
  }

  /** Left, top, right and bottom of what is bright. */
  private static int[] bright(Result result, int width, int height) throws Exception {
    byte[] picture = result.firstPicture("360p_black.mp4", "format=gray");
    int[] box = {width, height, -1, -1};
    for (int i = 0; i < width * height; i++) {
      if ((picture[i] & 0xff) > 100) {
        box[0] = Math.min(box[0], i % width);
        box[1] = Math.min(box[1], i / width);
        box[2] = Math.max(box[2], i % width);
        box[3] = Math.max(box[3], i / width);
      }
    }
    return box;
  }

  @Tag("D13")
  @Test
  void putsCreditsAroundAtTheSizeAndRateOfTheVideo() throws Exception {
    Result result = dressed(OPENING, ENDING);

    assertThat(result.files()).contains("360p_t38.mp4").doesNotContain("720p_t38.mp4");
    assertThat(result.seconds("360p_t38.mp4")).isCloseTo(13, within(0.1));
    assertThat(result.size("360p_t38.mp4")).isEqualTo("640x360");
    assertThat(result.stream("360p_t38.mp4", "video").path("avg_frame_rate").asText())
        .isEqualTo("25/1");
    assertThat(result.info().path("duration").asInt()).isEqualTo(13);
    assertThat(result.hears("audio_192k_t38.mp3", 880, 0.5, 2)).isTrue();
    assertThat(result.hears("audio_192k_t38.mp3", 440, 0.5, 2)).isFalse();
    assertThat(result.hears("audio_192k_t38.mp3", 440, 4, 6)).isTrue();
    assertThat(result.hears("audio_192k_t38.mp3", 440, 11.5, 1)).isFalse();
    assertThat(result.hears("audio_192k_t38.mp3", 880, 11.5, 1)).isFalse();
  }

  @Tag("D3")
  @Test
  void keepsCreditsWholeAroundACut() throws Exception {
    Result result =
        lab.encode(
            talk, Map.of("dressing", "{" + OPENING + "}", "cut", Map.of("start", 2, "end", 5)));

    assertThat(result.seconds("360p_t38.mp4")).isCloseTo(6, within(0.1));
    assertThat(result.info().path("cut_applied").asBoolean()).isTrue();
    assertThat(result.info().path("duration").asInt()).isEqualTo(6);
  }

  @Test
  void doesAllOfItAtOnceInOneDecode() throws Exception {
    Result result =
        lab.encode(
            talk,
            Map.of(
                "dressing",
                "{" + String.join(",", LOGO, OPENING, ENDING) + "}",
                "cut",
                "{\"start\":\"00:00:02\",\"end\":\"00:00:05\"}"));

    assertThat(result.seconds("360p_t38.mp4")).isCloseTo(8, within(0.1));
    assertThat(result.log()).contains("1 decode of the source; 1 H.264 encode(s)");
    assertThat(result.info().path("encode_video").path(1).path("filename").asText())
        .as("named after the video, not after an intermediate")
        .isEqualTo("360p_t38.mp4");
    double corner = 0.5;
    assertThat(result.at("360p_t38.mp4", 4, "crop=60:24:24:312,"))
        .as("logo over the video")
        .isNotEqualTo(result.at("360p_t38.mp4", corner, "crop=60:24:24:312,"));
  }

  @Test
  void comesWithoutAndSaysSoWhenALogoCannotBeHad() throws Exception {
    Result result = dressed("\"watermark\":\"http://host/missing.png\"");

    assertThat(result.seconds("360p_t38.mp4")).isCloseTo(8, within(0.1));
    assertThat(result.info().path("warnings").path(0).path("code").asText())
        .isEqualTo("DRESSING_NOT_APPLIED");
    assertThat(result.info().path("warnings").path(0).path("param").asText()).isEqualTo("dressing");
    assertThat(result.info().has("dressing")).isFalse();
  }

  @Test
  void failsInsteadWhereTheSettingsWantThat() {
    lab.dressingRequired = true;

    assertThatThrownBy(() -> dressed("\"watermark\":\"http://host/missing.png\""))
        .isInstanceOfSatisfying(
            TaskFailedException.class,
            e -> assertThat(e.failure().code()).isEqualTo(FailureCode.DRESSING_UNAVAILABLE));
  }

  @Test
  void saysThatALogoIsOfAFormatThatIsNotAccepted() throws Exception {
    java.nio.file.Files.writeString(
        folder.resolve("logo.svg"), "<svg xmlns='http://www.w3.org/2000/svg'/>");

    Result result = dressed("\"watermark\":\"http://host/logo.svg\"");

    assertThat(result.info().path("warnings").path(0).path("detail").asText())
        .contains("an SVG file", "PNG");
  }

  @Test
  void showsAnAnimatedLogoToTheEnd() throws Exception {
    lab.clip("logo.gif", "-f lavfi -i color=c=white:s=300x150:r=5:d=1");
    Path black =
        lab.clip(
            "black.mp4",
            "-f lavfi -i color=c=black:s=640x360:r=25:d=3 " + String.join(" ", MediaLab.FAST));

    Result result =
        lab.encode(
            black,
            Map.of(
                "dressing",
                "{\"watermark\":\"http://host/logo.gif\",\"watermark_position\":\"bottom_left\"}"));

    assertThat(result.info().path("warnings")).isEmpty();
    assertThat(result.seconds("360p_black.mp4")).isCloseTo(3, within(0.1));
    assertThat(result.at("360p_black.mp4", 2.8, "crop=60:24:24:312,")).isGreaterThan(200);
  }

  @Test
  void takesNoPlaylistForALogo() throws Exception {
    java.nio.file.Files.writeString(
        folder.resolve("evil.png"), "#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n");

    Result result = dressed("\"watermark\":\"http://host/evil.png\"");

    assertThat(result.info().path("warnings").path(0).path("code").asText())
        .isEqualTo("DRESSING_NOT_APPLIED");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "{}", "null", "", "{\"foo\":1}", "{\"watermark\":null}"})
  void ignoresWhatAsksForNothing(String value) throws Exception {
    Path second = lab.talk("s.mp4", "320x180", "25", "1");

    assertThat(lab.encode(second, Map.of("dressing", value)).info().path("warnings")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"[1]", "1", "\"x\"", "{bad"})
  void refusesWhatIsNoObject(String value) {
    assertThatThrownBy(() -> lab.encode(talk, Map.of("dressing", value)))
        .isInstanceOfSatisfying(
            TaskFailedException.class,
            e -> {
              assertThat(e.failure().code()).isEqualTo(FailureCode.PARAMETER_INVALID);
              assertThat(e.failure().message()).contains("dressing");
            });
  }
}
