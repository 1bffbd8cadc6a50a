package io.mediarunner.core.studio;

import static io.mediarunner.core.media.FlashBeep.assertMoments;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.mediarunner.core.encoding.plan.BaseVideo;
import io.mediarunner.core.media.FlashBeep;
import io.mediarunner.core.media.MediaLab;
import io.mediarunner.core.media.MediaLab.Result;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Recordings whose headers say something else than their packets do, in studio tasks: the joined
 * video and its renditions have the true length, the true frames and audio in sync. The rows are
 * those of docs/inputs.md.
 */
class StudioTimelineIT {
  private static final Path CASES = Path.of("src/test/resources/cases");
  private static final String RENDITION = "360p_studio_base.mp4";
  private static final String MP3 = "audio_192k_studio_base.mp3";
  private static final double FRAME_SECONDS = 0.04;
  private static final String FAST = " " + String.join(" ", MediaLab.FAST);

  @TempDir private Path folder;
  private MediaLab media;
  private StudioLab lab;

  @BeforeEach
  void open() throws Exception {
    media = new MediaLab(folder);
    lab = new StudioLab(folder);
  }

  @AfterEach
  void close() {
    lab.close();
  }

  private Result make(String layout, Path presentation, Path presenter, String... windows)
      throws Exception {
    String smil = windows.length == 0 ? "" : lab.serveText("/cut.smil", StudioLab.smil(windows));
    return lab.make(
        StudioLab.mediapackage(
            layout,
            presentation == null ? "" : lab.serve("/p/" + presentation.getFileName(), presentation),
            presenter == null ? "" : lab.serve("/c/" + presenter.getFileName(), presenter),
            smil),
        Map.of());
  }

  /** All files of a task are as long as that, within a frame. */
  private static void assertLength(Result result, double seconds) throws Exception {
    assertThat(result.info().path("duration_exact").asDouble())
        .isCloseTo(seconds, within(FRAME_SECONDS));
    assertThat(result.info().path("studio").path("duration").asDouble())
        .isCloseTo(seconds, within(FRAME_SECONDS));
    for (String file : List.of(BaseVideo.NAME, RENDITION)) {
      for (String type : List.of("video", "audio")) {
        assertThat(result.stream(file, type).path("duration").asDouble())
            .as(type + " of " + file)
            .isCloseTo(seconds, within(FRAME_SECONDS));
      }
    }
    assertThat(result.audibleSeconds(MP3)).as(MP3).isCloseTo(seconds, within(FRAME_SECONDS));
  }

  private static void assertSync(Result result, List<Double> flashes, List<Double> beeps)
      throws Exception {
    for (String file : List.of(BaseVideo.NAME, RENDITION)) {
      assertMoments(FlashBeep.flashes(result.folder().resolve(file)), flashes);
      assertMoments(FlashBeep.beeps(result.folder().resolve(file)), beeps);
    }
    assertMoments(FlashBeep.beeps(result.folder().resolve(MP3)), beeps);
  }

  private static List<Double> moments(String text) {
    return text.isEmpty()
        ? List.of()
        : Arrays.stream(text.split(" ")).map(Double::valueOf).toList();
  }

  /** The length is what can be decoded, whatever the header says; all files agree on it. */
  @ParameterizedTest
  @CsvSource({
    "m01_size_changes.webm, 6.0",
    "m01_mono_then_stereo.ts, 6.0",
    "m03_starts_at_0.5.mkv, 6.0",
    "m03_stream_dump.flv, 6.0",
    "m05_ts_clock_forward.ts, 8.0",
    "m06_picture_3s_late.mp4, 8.0",
    "m08_picture_ends_at_4.mp4, 10.0",
    "m08_sound_hole.mkv, 8.0",
  })
  void lastsAsLongAsItCanBeDecoded(String file, double seconds) throws Exception {
    Result result = make("", CASES.resolve(file), null);

    double length = result.info().path("duration_exact").asDouble();
    assertThat(length).isCloseTo(seconds, within(0.1));
    assertLength(result, length);
  }

  /** Eight seconds of each kind, whole and cut before, within and behind what is odd. */
  @ParameterizedTest
  @CsvSource({
    "SIZE_CHANGES, '', 1 3 5 7, 1 3 5 7",
    "SIZE_CHANGES, 2s..7.5s, 1 3 5, 1 3 5",
    "AUDIO_CHANGES, '', 1 3 5 7, 1 3 5 7",
    "AUDIO_CHANGES, 2s..7.5s, 1 3 5, 1 3 5",
    "AUDIO_CHANGES, 0.5s..3.5s 4.5s..7.5s, 0.5 2.5 3.5 5.5, 0.5 2.5 3.5 5.5",
    "STARTS_LATE_MKV, '', 1 3 5 7, 1 3 5 7",
    "STARTS_LATE_MKV, 2s..7.5s, 1 3 5, 1 3 5",
    "STARTS_LATE_FLV, '', 1 3 5 7, 1 3 5 7",
    "STARTS_LATE_FLV, 2s..7.5s, 1 3 5, 1 3 5",
    "CLOCK_JUMPS, '', 1 3 5 7, 1 3 5 7",
    "CLOCK_JUMPS, 2s..7.5s, 1 3 5, 1 3 5",
    "CLOCK_STARTS_OVER, '', 1 3 5 7, 1 3 5 7",
    "CLOCK_STARTS_OVER, 2s..7.5s, 1 3 5, 1 3 5",
    "PICTURE_LATE, '', 5 7, 1 3 5 7",
    "PICTURE_LATE, 2s..7.5s, 3 5, 1 3 5",
    "PICTURE_ENDS, '', 1 3, 1 3 5 7",
    "PICTURE_ENDS, 2s..7.5s, 1, 1 3 5",
    "PICTURE_ENDS, 4.5s..6.2s, '', 0.5",
    "SOUND_HOLE, '', 1 3 5 7, 1 3 7",
    "SOUND_HOLE, 3.6s..7.5s, 1.4 3.4, 3.4",
    "LONG_GOP, 3s..7.5s, 0 2 4, 0 2 4",
  })
  void keepsTimesAndSync(Kind kind, String windows, String flashes, String beeps) throws Exception {
    String[] parts = windows.isEmpty() ? new String[0] : windows.split(" ");

    Result result = make("", kind.record(media), null, parts);

    if (kind != Kind.CLOCK_JUMPS && kind != Kind.AUDIO_CHANGES) { // where a frame is lost or two
      assertLength(result, windows.isEmpty() ? 8 : seconds(parts));
    }
    assertSync(result, moments(flashes), moments(beeps));
  }

  private static double seconds(String... windows) {
    double all = 0;
    for (String window : windows) {
      String[] ends = window.replace("s", "").split("\\.\\.");
      all += Double.parseDouble(ends[1]) - Double.parseDouble(ends[0]);
    }
    return all;
  }

  /** Each beside an ordinary recording, which neither shortens nor delays it. */
  @ParameterizedTest
  @CsvSource({"SIZE_CHANGES", "AUDIO_CHANGES", "STARTS_LATE_MKV", "STARTS_LATE_FLV"})
  void staysInSyncBesideACamera(Kind kind) throws Exception {
    Path camera = media.clip("camera.mp4", "-f lavfi -i color=gray:s=320x180:r=25:d=8 -an" + FAST);

    Result result = make("piph", kind.record(media), camera);

    assertThat(result.info().path("duration_exact").asDouble()).isCloseTo(8, within(0.1));
    assertSync(result, List.of(1.0, 3.0, 5.0, 7.0), List.of(1.0, 3.0, 5.0, 7.0));
    assertThat(result.info().path("warnings").findValuesAsText("code"))
        .doesNotContain("RECORDING_INCOMPLETE", "DECODE_ERRORS");
  }

  /** Grey 64 is grey 64, whichever of the two recordings uses the full range. */
  @ParameterizedTest
  @CsvSource({"true", "false"})
  void keepsGreyGrey(boolean first) throws Exception {
    Path full = CASES.resolve("m02_full_range.mp4");
    Path limited =
        media.clip(
            "limited.mp4",
            "-f lavfi -i color=c=0x404040:s=320x180:r=25:d=2 -c:v libx264 -pix_fmt yuv420p");

    Result result = make("mid", first ? full : limited, first ? limited : full);

    for (String file : List.of(BaseVideo.NAME, RENDITION)) {
      for (String half : List.of("crop=iw/2:ih:0:0,", "crop=iw/2:ih:iw/2:0,")) {
        byte[] pixels = result.firstPicture(file, half + "scale=8:8,format=rgb24");
        assertThat(pixels[0] & 0xff).as(file + " " + half).isBetween(62, 66);
      }
    }
  }

  /** One picture of slides, in any container, with or without audio beside it. */
  @ParameterizedTest
  @CsvSource({
    "mp4, 0.04, false, ''",
    "mp4, 0.04, true, ''",
    "mkv, 0.04, false, ''",
    "webm, 0.04, false, ''",
    "ts, 0.04, false, ''",
    "mp4, 0.8, false, ''",
    "mp4, 0.04, false, 2s..4s 5s..8s",
    "mkv, 0.04, true, 2s..4s 5s..8s",
  })
  void showsASinglePictureAllAlong(String container, String length, boolean audio, String windows)
      throws Exception {
    String codec = container.equals("webm") ? "libvpx" : "libx264";
    Path slide =
        media.clip(
            "slide." + container,
            "-f lavfi -i color=white:s=320x180:r=25:d="
                + length
                + (audio ? " -f lavfi -i sine=f=440:d=8 -c:a aac" : "")
                + " -pix_fmt yuv420p -c:v "
                + codec);
    Path camera = media.clip("camera.mp4", (FlashBeep.inputs(8) + FAST).strip());

    Result result =
        make("mid", slide, camera, windows.isEmpty() ? new String[0] : windows.split(" "));

    double seconds = windows.isEmpty() ? 8 : 5;
    assertLength(result, seconds);
    for (double at : List.of(0.0, 1.5, 3.0, seconds - 0.2)) {
      assertThat(result.at(BaseVideo.NAME, at, "crop=iw/2:ih:0:0,"))
          .as("at " + at)
          .isGreaterThan(220);
      assertThat(result.at(BaseVideo.NAME, at, "crop=iw/2:20:iw/2:0,")).isBetween(50, 80);
    }
    assertThat(warnings(result))
        .contains(
            "the video of the presentation recording is a single picture; it is shown all along");
    assertThat(result.info().path("fps").asText()).isEqualTo("25");
  }

  private static List<String> warnings(Result result) {
    return result.info().path("warnings").findValues("detail").stream()
        .map(JsonNode::asText)
        .toList();
  }

  @Test
  void takesTheTrackThatSpeaks() throws Exception {
    Path camera =
        media.clip(
            "camera.mp4",
            "-f lavfi -i testsrc2=s=320x180:r=25:d=4 -f lavfi -i anullsrc=r=48000:cl=stereo"
                + " -f lavfi -i sine=f=440:d=4 -t 4 -map 0:v -map 1 -map 2"
                + FAST);

    Result result = make("", null, camera);

    assertThat(result.hears(BaseVideo.NAME, 440, 1, 2)).isTrue();
    assertThat(result.hears(MP3, 440, 1, 2)).isTrue();
    assertThat(warnings(result))
        .containsExactly(
            "audio track 1 of the presenter is silent; track 2 is used as the main one");
  }

  /** Every player shows the first part of such a file only. */
  @Test
  void saysOfWhichRecordingAPartIsMissing() throws Exception {
    Path screen = media.clip("screen.mp4", "-f lavfi -i color=gray:s=320x180:r=25:d=4 -an" + FAST);
    Path camera = media.clip("camera.mp4", (FlashBeep.inputs(4) + FAST).strip());
    Files.write(camera, Files.readAllBytes(camera), StandardOpenOption.APPEND);

    Result result = make("mid", screen, camera);

    assertLength(result, 4);
    assertThat(warnings(result))
        .containsExactly(
            "presenter: the file holds 2 recordings, one behind the other; only the first was used");
  }
}
