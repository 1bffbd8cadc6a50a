package io.mediarunner.core.encoding.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.mediarunner.core.encoding.packaging.HlsPlaylist;
import io.mediarunner.core.error.FailureCode;
import io.mediarunner.core.error.TaskFailedException;
import io.mediarunner.core.media.MediaLab;
import io.mediarunner.core.media.MediaLab.Result;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sources as they really come: odd timing, colours, names and damage. */
class OddInputsIT {
  private static final String X = String.join(" ", MediaLab.FAST);
  @TempDir private Path folder;
  private MediaLab lab;

  @BeforeEach
  void openLab() {
    lab = new MediaLab(folder);
  }

  @Test
  void t02MakesTwoRungsOf720Lines() throws Exception {
    MediaLab.Result result = lab.encode(lab.talk("talk.mp4", "1280x720", "30", "4"));

    assertThat(result.files())
        .contains("360p_talk.m3u8", "360p_talk.mp4", "720p_talk.m3u8", "720p_talk.mp4")
        .noneMatch(name -> name.startsWith("1080p"));
  }

  @Test
  void t27TakesVp8AtItsOwnRate() throws Exception {
    Path source =
        lab.clip(
            "talk.webm",
            "-f lavfi -i testsrc2=s=1280x720:r=30:d=5 -f lavfi -i sine=d=5 -c:v libvpx -deadline"
                + " realtime -cpu-used 8 -b:v 1M -c:a libopus");

    MediaLab.Result result = lab.encode(source);

    for (String rung : List.of("360p_talk.mp4", "720p_talk.mp4")) {
      assertThat(result.stream(rung, "video").path("avg_frame_rate").asText()).isEqualTo("30/1");
      assertThat(result.seconds(rung)).isBetween(4.9, 5.1);
    }
  }

  @Test
  void t03AddsARungThatTheTaskAsksFor() throws Exception {
    Path source = lab.talk("t03.mp4", "854x480", "25", "2");

    Result both =
        lab.encode(
            source,
            Map.of("rendition", "{\"480\":{\"resolution\":\"854x480\",\"encode_mp4\":true}}"));
    Result only =
        lab.encode(
            source,
            Map.of(
                "rendition",
                "{\"360\":null,\"480\":{\"resolution\":\"854x480\",\"encode_mp4\":true}}"));
    Result bad = lab.encode(source, Map.of("rendition", "{\"480\":{\"encode_mp4\":true}}"));

    assertThat(both.files()).contains("360p_t03.mp4", "480p_t03.mp4", "480p_t03.m3u8");
    assertThat(both.log()).contains("-b:v 593000", "-maxrate 889500", "-bufsize 1186000");
    assertThat(only.files()).contains("480p_t03.mp4").doesNotContain("360p_t03.mp4");
    assertThat(bad.files()).contains("360p_t03.mp4").doesNotContain("480p_t03.mp4");
    JsonNode warning = bad.info().path("warnings").path(0);
    assertThat(warning.path("param").asText()).isEqualTo("rendition");
    assertThat(warning.path("code").asText()).isEqualTo("RENDITION_INVALID");
  }

  @Test
  void t04EncodesUltraHdWhenAskedOnly() throws Exception {
    Path source = lab.talk("t04.mp4", "3840x2160", "25", "1");

    Result result =
        lab.encode(
            source,
            Map.of(
                "rendition",
                "{\"720\":null,\"1080\":null,\"2160\":{\"resolution\":\"3840x2160\",\"encode_mp4\":false}}"));

    assertThat(result.size("2160p_t04.ts")).isEqualTo("3840x2160");
    assertThat(result.files()).doesNotContain("2160p_t04.mp4");
    assertThat(result.log()).contains("-b:v 12000000", "-maxrate 18000000", "-bufsize 24000000");
    assertThat(result.stream("2160p_t04.ts", "video").path("level").asInt()).isEqualTo(51);
  }

  @Test
  void t08KeepsASquareSquare() throws Exception {
    Result result = lab.encode(lab.talk("t08.mp4", "1080x1080", "30", "1"));

    assertThat(result.size("360p_t08.mp4")).isEqualTo("360x360");
    assertThat(result.size("720p_t08.mp4")).isEqualTo("720x720");
    assertThat(result.size("1080p_t08.ts")).isEqualTo("1080x1080");
  }

  @Test
  void t10TakesOddSizesAnd444() throws Exception {
    Path source =
        lab.clip(
            "t10.mp4",
            "-f lavfi -i testsrc2=s=853x481:r=25:d=2,format=yuv444p -f lavfi -i sine=d=2 -c:v libx264"
                + " -preset ultrafast -c:a aac");

    Result result = lab.encode(source);

    assertThat(result.size("360p_t10.mp4")).isEqualTo("638x360");
    JsonNode video = result.stream("360p_t10.mp4", "video");
    assertThat(video.path("pix_fmt").asText()).isEqualTo("yuv420p");
    assertThat(video.path("sample_aspect_ratio").asText("1:1")).isEqualTo("1:1");
  }

  @Test
  void t12BringsVaryingRatesToAConstantOne() throws Exception {
    Path source =
        lab.clip(
            "t12.mp4",
            "-f lavfi -i testsrc2=s=640x360:r=30:d=6,select='not(mod(n\\,7))+gt(t\\,4)' -f lavfi -i sine=d=6 -fps_mode vfr "
                + X);

    Result result = lab.encode(source);

    JsonNode video = result.stream("360p_t12.mp4", "video");
    assertThat(video.path("avg_frame_rate").asText())
        .isEqualTo(video.path("r_frame_rate").asText());
    assertThat(video.path("duration").asDouble()).isCloseTo(6, within(0.1));
    assertThat(result.stream("360p_t12.mp4", "audio").path("duration").asDouble())
        .isCloseTo(6, within(0.1));
  }

  @Test
  void t14CutsNtscVideoAndKeepsItsRate() throws Exception {
    Path source =
        lab.clip(
            "t14.mp4",
            "-f lavfi -i testsrc2=s=640x360:r=30000/1001:d=8 -f lavfi -i sine=d=8 "
                + X
                + " -g 300");

    Result result =
        lab.encode(source, Map.of("cut", "{\"start\":\"00:00:01\",\"end\":\"00:00:07\"}"));

    assertThat(result.info().path("duration").asInt()).isEqualTo(6);
    assertThat(result.stream("360p_t14.mp4", "video").path("r_frame_rate").asText())
        .isEqualTo("30000/1001");
    HlsPlaylist playlist =
        HlsPlaylist.parse(Files.readString(result.folder().resolve("360p_t14.m3u8")));
    assertThat(playlist.segments()).hasSize(3);
    assertThat(playlist.segments().get(0).seconds()).isCloseTo(2.002, within(0.04));
  }

  @ParameterizedTest
  @CsvSource({"t28.webm, libvpx-vp9", "t28.mp4, libx264"})
  void t28TreatsEqualContentAlikeInAnyContainer(String name, String codec) throws Exception {
    String options =
        codec.equals("libx264")
            ? X
            : "-c:v libvpx-vp9 -deadline realtime -cpu-used 8 -b:v 500k -c:a libopus";
    Path source =
        lab.clip(name, "-f lavfi -i testsrc2=s=640x360:r=60:d=2 -f lavfi -i sine=d=2 " + options);

    Result result = lab.encode(source);

    assertThat(result.stream("360p_t28.mp4", "video").path("r_frame_rate").asText())
        .isEqualTo("30/1");
  }

  @Tag("D11")
  @Test
  void t30ShowsHdrInOrdinaryColours() throws Exception {
    Path source =
        lab.clip(
            "t30.mp4",
            "-f lavfi -i testsrc2=s=640x360:r=25:d=1 -vf format=yuv420p10le -c:v libx265 -preset ultrafast"
                + " -x265-params log-level=none:colorprim=bt2020:transfer=smpte2084:colormatrix=bt2020nc"
                + " -color_primaries bt2020 -color_trc smpte2084 -colorspace bt2020nc -tag:v hvc1");

    Result result = lab.encode(source);

    JsonNode video = result.stream("360p_t30.mp4", "video");
    assertThat(video.path("pix_fmt").asText()).isEqualTo("yuv420p");
    assertThat(video.path("color_transfer").asText()).isEqualTo("bt709");
    assertThat(video.path("color_space").asText()).isEqualTo("bt709");
    assertThat(video.path("color_primaries").asText()).isEqualTo("bt709");
    assertThat(result.info().path("warnings")).isEmpty();
  }

  @Tag("D9")
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "l'intro (1) & œuvre.mp4|l_intro_1_oeuvre",
        "a%20b#c?.mp4|a_20b_c",
        "-dash.mp4|dash"
      })
  void t33TakesHostileNames(String name, String base) throws Exception {
    Path source = lab.talk("plain.mp4", "640x360", "25", "1");
    Files.move(source, folder.resolve(name));

    Result result = lab.encode(folder.resolve(name));

    assertThat(result.files()).contains("360p_" + base + ".m3u8", base + "_0.png");
    assertThat(result.files()).allMatch(file -> file.matches("[A-Za-z0-9._ -]+"));
  }

  @Test
  void t34RefusesAPicture() throws Exception {
    Path png = lab.clip("p.png", "-f lavfi -i testsrc2=s=640x360:d=1 -frames:v 1");
    Path source = Files.move(png, folder.resolve("t34_image.mp4"));

    assertThatThrownBy(() -> lab.encode(source))
        .isInstanceOfSatisfying(
            TaskFailedException.class,
            e ->
                assertThat(e.failure().code())
                    .isIn(FailureCode.SOURCE_UNREADABLE, FailureCode.NO_STREAMS));
  }

  @Test
  void t35TellsOfDamageAndKeepsAudioAndPictureWhole() throws Exception {
    byte[] bytes = Files.readAllBytes(lab.talk("raw.mp4", "640x360", "25", "8"));
    Random random = new Random(1);
    for (int i = 0; i < 3000; i++) {
      bytes[bytes.length / 4 + random.nextInt(bytes.length / 2)] = (byte) random.nextInt(256);
    }
    Path source = Files.write(folder.resolve("t35.mp4"), bytes);

    Result result = lab.encode(source);

    assertThat(result.seconds("360p_t35.mp4")).isCloseTo(8, within(0.1));
    assertThat(result.seconds("audio_192k_t35.mp3")).isCloseTo(8, within(0.1));
    assertThat(result.info().path("warnings").findValuesAsText("code")).contains("DECODE_ERRORS");
  }

  @Tag("D16")
  @Test
  void t37ReadsEveryWayToWriteACut() throws Exception {
    Path source =
        lab.clip(
            "t37.mp4",
            "-f lavfi -i color=c=black:s=320x180:r=25:d=60,format=gray,geq=lum='16+3*floor(T)':cb=128:cr=128"
                + " -f lavfi -i sine=d=60 -c:v libx264 -preset ultrafast -qp 5 -pix_fmt yuv420p -c:a aac");

    Result fraction =
        lab.encode(source, Map.of("cut", "{\"start\":\"00:00:20.500\",\"end\":\"00:00:22.250\"}"));
    assertThat(fraction.seconds("360p_t37.mp4")).isCloseTo(1.75, within(0.05));
    Result beyond =
        lab.encode(source, Map.of("cut", "{\"start\":\"00:00:20\",\"end\":\"00:02:00\"}"));
    assertThat(beyond.info().path("duration").asInt()).isEqualTo(40);
    Result clamped =
        lab.encode(
            source,
            Map.of(
                "cut",
                "{\"start\":\"00:00:20\",\"end\":\"00:02:00\",\"initial_duration\":\"00:01:00\"}"));
    assertThat(clamped.info().path("duration").asInt()).isEqualTo(40);
    Result numbers = lab.encode(source, Map.of("cut", "{\"start\":20,\"end\":30}"));
    assertThat(numbers.info().path("duration").asInt()).isEqualTo(10);
    for (String wrong :
        List.of(
            "{\"start\":\"00:00:30\",\"end\":\"00:00:20\"}",
            "{\"start\":\"00:00:20\"}",
            "[1]",
            "{\"start\":\"0 -f null -\",\"end\":\"5\"}")) {
      assertThatThrownBy(() -> lab.encode(source, Map.of("cut", wrong)))
          .as(wrong)
          .isInstanceOfSatisfying(
              TaskFailedException.class,
              e -> assertThat(e.failure().code()).isEqualTo(FailureCode.CUT_INVALID));
    }
  }

  @Test
  void t40GivesALongVideoAGridOfTilesWithExactTimes() throws Exception {
    Path source =
        lab.clip("t40.mp4", "-f lavfi -i testsrc2=s=640x360:r=5:d=206 -f lavfi -i sine=d=206 " + X);

    Result result = lab.encode(source);

    assertThat(result.size("overview.png")).isEqualTo("1600x1890");
    String vtt = Files.readString(result.folder().resolve("overview.vtt"));
    assertThat(vtt.lines().filter(line -> line.contains("-->"))).hasSize(206);
    assertThat(vtt).contains("--> 00:03:26.000\noverview.png#xywh=800,1800,160,90");
  }

  @Test
  void keepsRgbScreenCapturesInTheirColours() throws Exception {
    Path source =
        lab.clip(
            "rgb.mkv",
            "-f lavfi -i color=c=0x20c040:s=640x360:r=25:d=1 -c:v libx264rgb -preset ultrafast -qp 0 -pix_fmt rgb24");

    Result result = lab.encode(source);

    assertThat(result.stream("360p_rgb.mp4", "video").path("color_space").asText())
        .isEqualTo("bt709");
    // What Rec. ITU-R BT.709 makes of this green: 143.7, 87.9, 62.9
    int[] yuv = result.yuv("360p_rgb.mp4");
    assertThat(yuv[0]).isCloseTo(143, within(4));
    assertThat(yuv[1]).isCloseTo(88, within(4));
    assertThat(yuv[2]).isCloseTo(63, within(4));
  }

  /** Formats that people take for videos: the message names them. */
  @ParameterizedTest
  @CsvSource({
    "gif, a GIF file",
    "svg, an SVG file",
    "png, a PNG picture",
    "pdf, a PDF document",
    "avif, a HEIF or AVIF picture"
  })
  void saysWhichFormatIsNotAccepted(String extension, String named) throws Exception {
    Path source = folder.resolve("x." + extension);
    switch (extension) {
      case "svg" -> Files.writeString(source, "<?xml version='1.0'?>\n<svg width='9' height='9'/>");
      case "pdf" -> Files.writeString(source, "%PDF-1.7 and so on");
      case "avif" -> Files.writeString(source, "\0\0\0 ftypavif\0\0\0\0avifmif1miafMA1B");
      default -> lab.clip("x." + extension, "-f lavfi -i testsrc2=s=64x64:d=1 -frames:v 1");
    }
    Path named4 = Files.copy(source, folder.resolve("named.mp4"));

    assertThatThrownBy(() -> lab.encode(named4))
        .isInstanceOfSatisfying(
            TaskFailedException.class,
            e -> {
              assertThat(e.failure().code()).isEqualTo(FailureCode.SOURCE_UNREADABLE);
              assertThat(e.failure().message()).contains(named, "not accepted", "MP4");
            });
  }

  /** A player mirrors, then turns; so does what comes out. */
  @ParameterizedTest
  @CsvSource({
    "-1, 0, 0, 1, hflip, 0, true",
    "1, 0, 0, -1, vflip, 180, true",
    "-1, 0, 0, -1, 'hflip,vflip', 180, false",
    "0, 1, 1, 0, transpose=cclock_flip, 270, true",
    "0, -1, -1, 0, transpose=clock_flip, 90, true",
    "0, 1, -1, 0, transpose=clock, 90, false"
  })
  void showsWhatAPlayerShowsOfAMirroredSource(
      int a, int b, int c, int d, String filter, int degrees, boolean mirrored) throws Exception {
    Path plain = lab.talk("plain.mp4", "640x360", "25", "1");
    byte[] bytes = Files.readAllBytes(plain);
    int matrix = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("tkhd") + 44;
    ByteBuffer.wrap(bytes, matrix, 20)
        .putInt(a << 16)
        .putInt(b << 16)
        .putInt(0)
        .putInt(c << 16)
        .putInt(d << 16);
    Path source = Files.write(folder.resolve("turned.mp4"), bytes);
    Path wanted = lab.clip("wanted.mp4", "-i " + plain + " -vf " + filter + " -c:v libx264 -qp 5");

    Result result = lab.encode(source);
    Result same = lab.encode(wanted);

    assertThat(result.info().path("rotation").asInt()).isEqualTo(degrees);
    assertThat(result.info().path("mirrored").asBoolean()).isEqualTo(mirrored);
    assertThat(result.size("360p_turned.mp4")).isEqualTo(same.size("360p_wanted.mp4"));
    byte[] shown = result.firstPicture("360p_turned.mp4", "scale=32:32:flags=area,format=gray");
    byte[] due = same.firstPicture("360p_wanted.mp4", "scale=32:32:flags=area,format=gray");
    for (int i = 0; i < shown.length; i++) {
      assertThat(shown[i] & 0xff).as("pixel " + i).isCloseTo(due[i] & 0xff, within(12));
    }
  }
}
