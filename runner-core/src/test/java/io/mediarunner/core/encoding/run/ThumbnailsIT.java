package io.mediarunner.core.encoding.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.mediarunner.core.media.MediaLab;
import io.mediarunner.core.media.MediaLab.Result;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Thumbnails show something, and say truly when it is shown. */
class ThumbnailsIT {
  private static final String X = " " + String.join(" ", MediaLab.FAST);
  @TempDir private Path folder;
  private MediaLab lab;

  @BeforeEach
  void openLab() {
    lab = new MediaLab(folder);
  }

  private static List<Integer> timestamps(Result result) {
    List<Integer> seconds = new ArrayList<>();
    for (JsonNode thumbnail : result.info().path("encode_thumbnail")) {
      seconds.add(thumbnail.path("timestamp").asInt());
    }
    return seconds;
  }

  private static void noneIsBlack(Result result, String base) throws Exception {
    assertThat(result.info().path("encode_thumbnail")).hasSize(3);
    for (int i = 0; i < 3; i++) {
      assertThat(result.luma(base + "_" + i + ".png", "")).as("thumbnail " + i).isGreaterThan(40);
    }
  }

  @Test
  void areTakenWhereTheBlackEnds() throws Exception {
    Path source =
        lab.clip(
            "dark.mp4",
            "-f lavfi -i testsrc2=s=640x360:r=25:d=14,drawbox=c=black:t=fill:enable='lt(t\\,10)'"
                + " -f lavfi -i sine=d=14"
                + X);

    Result result = lab.encode(source);

    noneIsBlack(result, "dark");
    assertThat(timestamps(result)).allMatch(second -> second >= 10 && second < 14);
  }

  /** Each slide fades in just where a thumbnail is due. */
  @Test
  void areTakenOnceASlideHasFadedIn() throws Exception {
    Path source =
        lab.clip(
            "slides.mp4",
            "-f lavfi -i testsrc2=s=640x360:r=25:d=40,fade=in:st=9.9:d=0.6,fade=in:st=20:d=0.2"
                + X);

    Result result = lab.encode(source);

    noneIsBlack(result, "slides");
    assertThat(timestamps(result).get(1)).isBetween(19, 21);
    assertThat(timestamps(result).get(2)).isBetween(28, 31);
  }

  /** Of a long video only key frames are looked at. */
  @Test
  void areFoundInALongVideo() throws Exception {
    Path source =
        lab.clip(
            "long.mp4",
            "-f lavfi -i testsrc2=s=160x90:r=10:d=400,drawbox=c=black:t=fill:"
                + "enable='between(mod(t\\,100)\\,94\\,100)+between(mod(t\\,100)\\,0\\,6)'"
                + X);

    Result result = lab.encode(source);

    noneIsBlack(result, "long");
    assertThat(timestamps(result).get(0)).isCloseTo(100, within(12));
    assertThat(timestamps(result).get(1)).isCloseTo(200, within(12));
    assertThat(timestamps(result).get(2)).isCloseTo(300, within(12));
  }

  @Test
  void areTheOnlyPictureOfAVideoOfOne() throws Exception {
    Path source = lab.clip("one.mp4", "-f lavfi -i testsrc2=s=640x360:r=25:d=1 -frames:v 1" + X);

    Result result = lab.encode(source);

    noneIsBlack(result, "one");
    assertThat(result.info().path("warnings")).isEmpty();
    assertThat(timestamps(result)).containsExactly(0, 0, 0);
  }

  /** The published picture is that of the published moment. */
  @Test
  void showTheMomentThatTheyName() throws Exception {
    Path source =
        lab.clip(
            "clock.mp4",
            "-f lavfi -i color=c=black:s=320x180:r=25:d=40,format=gray,"
                + "geq=lum='if(lt(mod(T\\,10)\\,1)\\,0\\,40+5*floor(T))+20*gt(X\\,160)'"
                + " -c:v libx264 -preset ultrafast -qp 5 -pix_fmt yuv420p");

    Result result = lab.encode(source);

    for (int i = 0; i < 3; i++) {
      int second = timestamps(result).get(i);
      assertThat(result.luma("clock_" + i + ".png", "crop=100:180:0:0,"))
          .as("thumbnail " + i + " of second " + second)
          .isCloseTo(result.at("360p_clock.mp4", second + 0.5, "crop=100:180:0:0,"), within(4));
    }
  }
}
