package io.mediarunner.core.studio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.mediarunner.core.config.StudioConfig;
import io.mediarunner.core.encoding.plan.BaseVideo;
import io.mediarunner.core.media.MediaLab;
import io.mediarunner.core.media.MediaLab.Result;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What comes out of studio tasks. The names st01 and so on are those of the test cases that the
 * runner's behaviour was agreed on.
 */
class StudioIT {
  private static final String BASE = BaseVideo.NAME;
  private static final String VP8 =
      "-c:v libvpx -b:v 800k -deadline realtime -cpu-used 8 -c:a libopus";
  @TempDir private static Path clips;
  private static Path screen;
  private static Path camera;
  private static Path mute;
  private static Path black;
  private static Path white;
  @TempDir private Path folder;
  private StudioLab lab;

  @BeforeAll
  static void record() throws Exception {
    MediaLab media = new MediaLab(clips);
    String h264 = String.join(" ", MediaLab.FAST);
    screen =
        media.clip(
            "pres.mp4",
            "-f lavfi -i testsrc2=s=1280x720:r=25:d=12 -f lavfi -i sine=f=440:d=12 -shortest "
                + h264);
    camera =
        media.clip(
            "cam.webm",
            "-f lavfi -i testsrc=s=640x480:r=30:d=10 -f lavfi -i sine=f=880:d=10 -shortest " + VP8);
    mute = media.clip("mute.mp4", "-f lavfi -i testsrc2=s=640x360:r=30:d=6 -an " + h264);
    black = media.clip("black.mp4", "-f lavfi -i color=black:s=1280x720:r=30:d=3 -an " + h264);
    white = media.clip("white.mp4", "-f lavfi -i color=white:s=640x480:r=30:d=3 -an " + h264);
  }

  @BeforeEach
  void open() throws Exception {
    lab = new StudioLab(folder);
  }

  @AfterEach
  void close() {
    lab.close();
  }

  private Result make(String layout, Path presentation, Path presenter, String... windows)
      throws Exception {
    return make(Map.of(), layout, presentation, presenter, windows);
  }

  private Result make(
      Map<String, Object> parameters,
      String layout,
      Path presentation,
      Path presenter,
      String... windows)
      throws Exception {
    String smil = windows.length == 0 ? "" : lab.serveText("/cut.smil", StudioLab.smil(windows));
    return lab.make(
        StudioLab.mediapackage(
            layout,
            presentation == null ? "" : lab.serve("/p/video" + suffix(presentation), presentation),
            presenter == null ? "" : lab.serve("/c/video" + suffix(presenter), presenter),
            smil),
        parameters);
  }

  private static String suffix(Path file) {
    return file.toString().replaceAll(".*\\.", ".");
  }

  private static int frames(Result result) throws Exception {
    return result.stream(BASE, "video").path("nb_frames").asInt();
  }

  private static double seconds(Result result, String type) throws Exception {
    return result.stream(BASE, type).path("duration").asDouble();
  }

  @Test
  void st01PutsThemSideBySide() throws Exception {
    Result result = make("", screen, camera);

    assertThat(result.size(BASE)).isEqualTo("1494x480");
    assertThat(frames(result)).isEqualTo(360);
    assertThat(seconds(result, "video")).isEqualTo(12.0, within(0.04));
    assertThat(seconds(result, "audio")).isEqualTo(12.0, within(0.04));
    assertThat(result.probe(BASE).path("streams")).hasSize(2);
    assertThat(result.hears(BASE, 440, 1, 3)).isTrue();
    assertThat(result.hears(BASE, 880, 1, 3)).isFalse();
    assertThat(result.files())
        .contains("360p_studio_base.mp4", "360p_studio_base.m3u8", "info_video.json", BASE)
        .doesNotContain("video.mp4", "video.webm", "source.mp4");
    JsonNode studio = result.info().path("studio");
    assertThat(studio.path("layout").asText()).isEqualTo("mid");
    assertThat(studio.path("audio_from")).hasToString("[\"presentation\"]");
    assertThat(studio.path("sources").get(1).path("codec").asText()).isEqualTo("vp8");
    assertThat(result.info().path("attempts")).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "piph, '', 1030, 10",
    "piph, pipb, 1030, 530",
    "pipb, '', 1030, 530",
    "pipl, '', 10, 530"
  })
  void st02st03PutsTheSmallPictureWhereItBelongs(String layout, String parameter, int left, int top)
      throws Exception {
    Result result = make(Map.of("presenter", parameter), layout, black, white);

    assertThat(result.size(BASE)).isEqualTo("1280x720");
    assertThat(Box.ofBright(result.firstPicture(BASE, "format=gray"), 1280))
        .isEqualTo(new Box(left, top, 240, 180));
  }

  /** Where pixels are bright. */
  record Box(int left, int top, int width, int height) {
    static Box ofBright(byte[] gray, int width) {
      int left = Integer.MAX_VALUE;
      int top = Integer.MAX_VALUE;
      int right = -1;
      int bottom = -1;
      for (int i = 0; i < gray.length; i++) {
        if ((gray[i] & 0xff) > 128) {
          left = Math.min(left, i % width);
          right = Math.max(right, i % width);
          top = Math.min(top, i / width);
          bottom = Math.max(bottom, i / width);
        }
      }
      return new Box(left, top, right - left + 1, bottom - top + 1);
    }
  }

  @Test
  void midPutsThePresentationLeft() throws Exception {
    Result result = make("mid", black, white);

    assertThat(Box.ofBright(result.firstPicture(BASE, "format=gray"), 1494))
        .isEqualTo(new Box(854, 0, 640, 480));
  }

  @Test
  void st05TakesThePresentationAlone() throws Exception {
    Result result = make("pipb", screen, null);

    assertThat(result.size(BASE)).isEqualTo("1280x720");
    assertThat(seconds(result, "video")).isEqualTo(12.0, within(0.04));
    assertThat(result.stream(BASE, "video").path("r_frame_rate").asText()).isEqualTo("25/1");
    assertThat(result.info().path("studio").path("layout").asText()).isEqualTo("single");
  }

  @Test
  void st06TakesThePresenterAlone() throws Exception {
    Result result = make("", null, camera);

    assertThat(result.size(BASE)).isEqualTo("640x480");
    assertThat(seconds(result, "video")).isEqualTo(10.0, within(0.04));
    assertThat(result.hears(BASE, 880, 1, 3)).isTrue();
  }

  @Test
  void st07CutsBothAsTheSmilSays() throws Exception {
    Result result = make("pipb", screen, camera, "2.0s..6.0s");

    assertThat(frames(result)).isEqualTo(120);
    assertThat(seconds(result, "video")).isEqualTo(4.0, within(0.001));
    assertThat(seconds(result, "audio")).isEqualTo(4.0, within(0.03));
    assertSamePicture(
        result.folder().resolve(BASE),
        "crop=1000:500:0:0,",
        screen,
        "trim=start=2,crop=1000:500:0:0,");
    JsonNode video = result.stream(BASE, "video");
    assertThat(video.path("profile").asText()).isEqualTo("High");
    assertThat(video.path("pix_fmt").asText()).isEqualTo("yuv420p");
    assertThat(MediaLab.keyFrames(result.folder().resolve(BASE)))
        .containsExactly(0.0, 1.0, 2.0, 3.0);
    assertThat(result.info().path("studio").path("windows").get(0).path("start").asDouble())
        .isEqualTo(2.0);
  }

  @Test
  void st08KeepsThePictureOfALateCut() throws Exception {
    Result result = make("", screen, null, "6.0s..9.0s");

    assertThat(seconds(result, "video")).isEqualTo(3.0, within(0.001));
    assertThat(seconds(result, "audio")).isEqualTo(3.0, within(0.03));
  }

  @Test
  void st09TakesMillisecondsAndAnEndWithoutEnd() throws Exception {
    String largest = String.format(java.util.Locale.ROOT, "%.3fs", Double.MAX_VALUE);

    Result result = make("", screen, null, "2722ms.." + largest);

    assertThat(seconds(result, "video")).isEqualTo(12 - 2.722, within(0.04));
    assertThat(result.info().path("warnings")).isEmpty();
  }

  @Test
  void st11CutsToTheEndWhereTheEndIsBeforeTheBegin() throws Exception {
    assertThat(seconds(make("", screen, null, "5s..3s"), "video")).isEqualTo(7.0, within(0.04));
  }

  @Test
  void joinsTheSegmentsOfASmilToTheFrame() throws Exception {
    Result result = make("mid", screen, camera, "1s..2.5s", "6s..8s");

    assertThat(frames(result)).isEqualTo(45 + 60);
    assertThat(seconds(result, "audio")).isEqualTo(3.5, within(0.03));
    Path base = result.folder().resolve(BASE);
    // The last picture of the first segment and the first of the second.
    assertSamePicture(
        base,
        "crop=854:480:0:0,select=eq(n\\,44),",
        screen,
        "fps=30,select=eq(n\\,74),scale=854:480,");
    assertSamePicture(
        base,
        "crop=854:480:0:0,select=eq(n\\,45),",
        screen,
        "fps=30,select=eq(n\\,180),scale=854:480,");
    assertThat(result.info().path("studio").path("windows")).hasSize(2);
  }

  @Test
  void cutsTheJoinedVideoOnceMore() throws Exception {
    Result result =
        make(
            Map.of("cut", Map.of("start", "00:00:01", "end", "00:00:03")),
            "",
            screen,
            null,
            "1s..3s",
            "6s..9s");

    assertThat(window(result, 0)).containsExactly(2.0, 3.0);
    assertThat(window(result, 1)).containsExactly(6.0, 7.0);
    assertThat(result.seconds("360p_studio_base.mp4")).isEqualTo(2.0, within(0.05));
  }

  private static double[] window(Result result, int index) {
    JsonNode window = result.info().path("studio").path("windows").get(index);
    return new double[] {window.path("start").asDouble(), window.path("end").asDouble()};
  }

  @Test
  void st12ShowsAllWhereTheSmilIsMissing() throws Exception {
    Result result =
        lab.make(
            StudioLab.mediapackage("", lab.serve("/p.mp4", screen), "", lab.url("/missing.smil")),
            Map.of());

    assertThat(seconds(result, "video")).isEqualTo(12.0, within(0.04));
    assertThat(result.info().path("warnings").get(0).path("code").asText())
        .isEqualTo("CUT_NOT_APPLIED");
  }

  @Test
  void st13TakesTheAudioOfTheCameraWhereTheScreenIsMute() throws Exception {
    Result result = make("pipb", mute, camera);

    assertThat(result.hears(BASE, 880, 1, 3)).isTrue();
    assertThat(result.info().path("studio").path("audio_from")).hasToString("[\"presenter\"]");
  }

  /** The screen recording was stopped early: whoever still has audio is heard. */
  @Test
  void takesTheAudioOfTheCameraWhereThatOfTheScreenEnds() throws Exception {
    MediaLab clips = new MediaLab(folder);
    Path early =
        clips.clip(
            "early.mp4",
            "-f lavfi -i testsrc2=s=640x360:r=30:d=4 -f lavfi -i sine=f=440:d=4 "
                + String.join(" ", MediaLab.FAST));
    Path late =
        clips.clip(
            "late.mp4",
            "-f lavfi -i testsrc2=s=320x180:r=30:d=9 -f lavfi -i sine=f=880:d=9 "
                + String.join(" ", MediaLab.FAST));

    Result result = make("pipb", early, late);

    assertThat(result.hears(BASE, 440, 1, 2)).isTrue();
    assertThat(result.hears(BASE, 880, 1, 2)).isFalse();
    assertThat(result.hears(BASE, 880, 5, 3)).isTrue();
    assertThat(result.info().path("warnings").toString())
        .contains("the audio of the presentation recording ends at 4.0 s");
  }

  @Test
  void st14TakesTheAudioOfACameraWithoutPicture() throws Exception {
    Path microphone = new MediaLab(folder).clip("micro.m4a", "-f lavfi -i sine=f=500:d=6 -c:a aac");

    Result result = make("pipb", mute, microphone);

    assertThat(result.size(BASE)).isEqualTo("640x360");
    assertThat(result.hears(BASE, 500, 1, 3)).isTrue();
  }

  @Test
  void takesTheCameraWhereTheScreenHasASilentTrack() throws Exception {
    Path silent =
        new MediaLab(folder)
            .clip(
                "silent.mp4",
                "-f lavfi -i testsrc2=s=640x360:r=30:d=3 -f lavfi -i anullsrc=d=3 -shortest "
                    + String.join(" ", MediaLab.FAST));

    assertThat(make("pipb", silent, camera).hears(BASE, 880, 0.5, 2)).isTrue();
  }

  @Test
  void mixesBothWhereTheSettingsSaySo() throws Exception {
    lab.studio = new StudioConfig(30, "superfast", "128k", false, true);

    Result result = make("pipb", screen, camera, "1s..4s");

    assertThat(result.hears(BASE, 440, 0.5, 2)).isTrue();
    assertThat(result.hears(BASE, 880, 0.5, 2)).isTrue();
  }

  @Test
  void st15EvensOutAnOddPicture() throws Exception {
    Path odd =
        new MediaLab(folder).clip("odd.webm", "-f lavfi -i testsrc=s=1279x721:r=30:d=2 " + VP8);

    Result result = make("", odd, null);

    assertThat(result.size(BASE)).isEqualTo("1280x722");
  }

  @Test
  void st16MeasuresARecordingWithoutDuration() throws Exception {
    MediaLab media = new MediaLab(folder);
    Path shorter = media.talk("short.mp4", "640x360", "30", "6");
    Path live =
        media.clip(
            "live.webm",
            "-f lavfi -i testsrc=s=640x480:r=30:d=9 -f lavfi -i sine=f=880:d=9 -shortest "
                + VP8
                + " -f webm -live 1");

    Result result = make("mid", shorter, live);

    assertThat(seconds(result, "video")).isEqualTo(9.0, within(0.07));
    assertThat(result.info().path("warnings").get(0).path("code").asText())
        .isEqualTo("RECORDING_INCOMPLETE");
    // 3 s are more than a hiccup: the panel is black, not frozen.
    assertThat(result.at(BASE, 8, "crop=300:300:20:20,")).isLessThan(20);
    assertThat(result.at(BASE, 5, "crop=300:300:20:20,")).isGreaterThan(40);
  }

  @Test
  void st17HoldsThePictureThatStartsLate() throws Exception {
    MediaLab media = new MediaLab(folder);
    Path microphone = media.clip("micro.m4a", "-f lavfi -i sine=f=500:d=6 -c:a aac");
    Path late =
        media.clip(
            "off.mkv",
            "-itsoffset 0.5 -i " + mute + " -i " + microphone + " -map 0:v -map 1:a -c copy");

    Result result = make("", late, null);

    assertThat(frames(result)).isBetween(194, 197);
    assertSamePicture(result.folder().resolve(BASE), "select=eq(n\\,14),", mute, "");
  }

  @Test
  void st18KeepsTwoTracksOfOneNameApart() throws Exception {
    Result result =
        lab.make(
            StudioLab.mediapackage(
                "", lab.serve("/a/video.mp4", black), lab.serve("/b/video.mp4", white), ""),
            Map.of());

    assertThat(result.size(BASE)).isEqualTo("1494x480");
    assertThat(result.luma(BASE, "crop=854:480:0:0,")).isLessThan(40);
    assertThat(result.luma(BASE, "crop=640:480:854:0,")).isGreaterThan(200);
  }

  @Test
  void takesAwayACameraThatEndsEarlyAndEnlargesOneThatIsLeftAlone() throws Exception {
    Path longer =
        new MediaLab(folder)
            .clip(
                "long.mp4",
                "-f lavfi -i color=gray:s=1280x720:r=30:d=7 -an "
                    + String.join(" ", MediaLab.FAST));

    Result cameraEnds = make("pipb", longer, white);

    assertThat(cameraEnds.at(BASE, 2, "crop=200:140:1050:550,")).isGreaterThan(200);
    assertThat(cameraEnds.at(BASE, 5, "crop=200:140:1050:550,")).isBetween(110, 140);

    Result screenEnds = make("pipb", white, longer);

    assertThat(screenEnds.at(BASE, 2, "crop=300:300:20:20,")).isGreaterThan(200);
    assertThat(screenEnds.at(BASE, 5, "crop=300:200:170:140,")).isBetween(110, 140);
  }

  @Test
  void goesOnWhereOneRecordingEndsBeforeTheSegment() throws Exception {
    Path longer = new MediaLab(folder).talk("long.mp4", "640x360", "30", "8");

    Result result = make("mid", white, longer, "0.5s..1.5s", "5s..7s");

    assertThat(frames(result)).isEqualTo(90);
    assertThat(result.at(BASE, 0.5, "crop=300:300:20:20,")).isGreaterThan(200);
    assertThat(result.at(BASE, 2, "crop=300:300:20:20,")).isLessThan(20);
  }

  @Test
  void passesTitleAndDressingOnToTheRenditions() throws Exception {
    Result result = make(Map.of("video_title", "Été", "video_slug", "0007-ete"), "", white, null);

    assertThat(result.probe("360p_studio_base.mp4").path("format").path("tags").path("title"))
        .hasToString("\"Été\"");
    assertThat(result.info().path("video_slug").asText()).isEqualTo("0007-ete");
  }

  @Test
  void endsAudioAndPictureTogetherAfterTenMinutes() throws Exception {
    MediaLab media = new MediaLab(folder);
    String h264 = String.join(" ", MediaLab.FAST);
    Path screen10 =
        media.clip(
            "long-screen.mp4",
            "-f lavfi -i testsrc2=s=320x180:r=10:d=600 -f lavfi -i sine=f=440:d=600 -g 50 -shortest "
                + h264);
    Path camera10 =
        media.clip("long-camera.mp4", "-f lavfi -i testsrc=s=160x120:r=15:d=600 -an " + h264);

    Result result = make("pipb", screen10, camera10);

    assertThat(seconds(result, "video")).isEqualTo(seconds(result, "audio"), within(0.040));
    assertThat(seconds(result, "video")).isEqualTo(600, within(0.040));
  }

  /** Fails unless both files start with the same frame, apart from encoding losses. */
  private static void assertSamePicture(Path one, String filter, Path other, String otherFilter)
      throws Exception {
    byte[] left = grid(one, filter);
    byte[] right = grid(other, otherFilter);
    int difference = 0;
    for (int i = 0; i < left.length; i++) {
      difference = Math.max(difference, Math.abs((left[i] & 0xff) - (right[i] & 0xff)));
    }
    assertThat(difference).as("largest difference of brightness").isLessThan(12);
  }

  /** Brightness in a 16 by 9 grid: enough to tell neighbouring frames of a test clip apart. */
  private static byte[] grid(Path file, String filter) throws Exception {
    return new Result(file.getParent(), null)
        .firstPicture(file.getFileName().toString(), filter + "scale=16:9:flags=area,format=gray");
  }
}
