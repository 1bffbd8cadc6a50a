package io.mediarunner.core.encoding.run;

import static io.mediarunner.core.media.FlashBeep.assertMoments;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import io.mediarunner.core.error.FailureCode;
import io.mediarunner.core.error.TaskFailedException;
import io.mediarunner.core.media.FlashBeep;
import io.mediarunner.core.media.MediaLab;
import io.mediarunner.core.media.MediaLab.Result;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Sources whose headers are wrong, or that begin or end oddly: nothing that can be decoded is lost,
 * and where nothing can be, the failure names the source. The rows are those of docs/inputs.md.
 */
class WrongHeadersIT {
  private static final String FAST = " " + String.join(" ", MediaLab.FAST) + " -g 25";
  private static final List<Double> MOMENTS = List.of(1.0, 3.0);

  @TempDir private Path folder;
  private MediaLab lab;

  @BeforeEach
  void open() {
    lab = new MediaLab(folder);
  }

  private Path talk(String name, String options) throws Exception {
    return lab.clip(name, (FlashBeep.inputs(4) + " " + options).strip());
  }

  private static int index(byte[] bytes, String mark, int from) {
    return new String(bytes, StandardCharsets.ISO_8859_1).indexOf(mark, from);
  }

  private static void patched(Path file, BiConsumer<byte[], ByteBuffer> change) throws Exception {
    byte[] bytes = Files.readAllBytes(file);
    change.accept(bytes, ByteBuffer.wrap(bytes));
    Files.write(file, bytes);
  }

  /** The length is ten times what it was, or a tenth; the tables and packets are as they were. */
  enum Header {
    MP4_SHORT("talk.mp4", FAST) {
      @Override
      void patch(byte[] bytes, ByteBuffer file) {
        for (int at = index(bytes, "mdhd", 0); at > 0; at = index(bytes, "mdhd", at + 4)) {
          file.putInt(at + 20, file.getInt(at + 20) / 10);
        }
      }
    },
    MKV_LONG("talk.mkv", FAST) {
      @Override
      void patch(byte[] bytes, ByteBuffer file) {
        int at = index(bytes, "D\u0089\u0088", 0) + 3;
        file.putDouble(at, file.getDouble(at) * 10);
        for (int tag = index(bytes, "00:00:04", 0); tag > 0; tag = index(bytes, "00:00:04", tag)) {
          bytes[tag + 6] = '4';
        }
      }
    },
    AVI_LONG("talk.avi", " -c:v mpeg4 -q:v 3 -c:a mp3") {
      @Override
      void patch(byte[] bytes, ByteBuffer file) {
        file.order(ByteOrder.LITTLE_ENDIAN);
        for (int at = index(bytes, "strh", 0); at > 0; at = index(bytes, "strh", at + 4)) {
          file.putInt(at + 40, file.getInt(at + 40) * 10);
        }
      }
    },
    WMV_LONG("talk.wmv", " -c:v wmv2 -q:v 3 -c:a wmav2") {
      @Override
      void patch(byte[] bytes, ByteBuffer file) {
        int at = index(bytes, "\u00a1\u00dc\u00ab\u008cG\u00a9", 0) + 64;
        file.order(ByteOrder.LITTLE_ENDIAN).putLong(at, file.getLong(at) * 10);
      }
    };

    private final String file;
    private final String options;

    Header(String file, String options) {
      this.file = file;
      this.options = options;
    }

    abstract void patch(byte[] bytes, ByteBuffer file);
  }

  @ParameterizedTest
  @CsvSource({"MP4_SHORT", "MKV_LONG", "AVI_LONG", "WMV_LONG"})
  void believesThePacketsRatherThanTheHeader(Header header) throws Exception {
    Path source = talk(header.file, header.options.strip());
    patched(source, header::patch);

    Result result = lab.encode(source);

    assertThat(result.info().path("duration_exact").asDouble()).isCloseTo(4, within(0.1));
    assertMoments(FlashBeep.flashes(result.folder().resolve("360p_talk.mp4")), MOMENTS);
    assertMoments(FlashBeep.beeps(result.folder().resolve("audio_192k_talk.mp3")), MOMENTS);
  }

  /** As a browser's recordings come that somebody has put one behind the other. */
  @ParameterizedTest
  @CsvSource({
    "webm, ' -c:v libvpx -deadline realtime -g 25 -c:a libopus', ''",
    "mkv, ' -c:v libx264 -preset ultrafast -bf 2 -pix_fmt yuv420p -c:a aac', ''",
    "mkv, ' -c:v libx264 -preset ultrafast -bf 2 -pix_fmt yuv420p -c:a aac', 2 6",
  })
  void joinsPartsWhoseClockStartsOver(String container, String options, String cut)
      throws Exception {
    Path source = talk("talk." + container, options.strip());
    Files.write(source, Files.readAllBytes(source), StandardOpenOption.APPEND);
    Map<String, Object> parameters =
        cut.isEmpty()
            ? Map.of()
            : Map.of("cut", "{\"start\": " + cut.replace(" ", ", \"end\": ") + "}");

    Result result = lab.encode(source, parameters);

    List<Double> moments = cut.isEmpty() ? List.of(1.0, 3.0, 5.0, 7.0) : List.of(1.0, 3.0);
    assertThat(result.info().path("duration_exact").asDouble())
        .isCloseTo(cut.isEmpty() ? 8 : 4, within(0.15));
    for (List<Double> found :
        List.of(
            FlashBeep.flashes(result.folder().resolve("360p_talk.mp4")),
            FlashBeep.beeps(result.folder().resolve("360p_talk.mp4")),
            FlashBeep.beeps(result.folder().resolve("audio_192k_talk.mp3")))) {
      assertThat(found).as("expected %s", moments).hasSize(moments.size());
      for (int i = 0; i < found.size(); i++) {
        assertThat(found.get(i)).isCloseTo(moments.get(i), within(0.1));
      }
    }
    assertThat(codes(result)).contains("TIMELINE_JUMP");
  }

  private static List<String> codes(Result result) {
    return result.info().path("warnings").findValuesAsText("code");
  }

  /** As a live stream comes that was recorded across an interruption. */
  @Test
  void joinsAFlashVideoWhoseClockLeaps() throws Exception {
    Path source =
        talk("talk.flv", "-c:v libx264 -preset ultrafast -g 50 -bf 2 -pix_fmt yuv420p -c:a aac");
    patched(source, (bytes, file) -> leap(file, 2_000, 1_000_000));

    Result result = lab.encode(source);

    assertThat(result.info().path("duration_exact").asDouble()).isCloseTo(4, within(0.2));
    assertMoments(FlashBeep.flashes(result.folder().resolve("360p_talk.mp4")), MOMENTS);
    assertMoments(FlashBeep.beeps(result.folder().resolve("360p_talk.mp4")), MOMENTS);
    assertMoments(FlashBeep.beeps(result.folder().resolve("audio_192k_talk.mp3")), MOMENTS);
    assertThat(codes(result)).contains("TIMELINE_JUMP");
  }

  /** Tags after a moment come later; a tag's time is at its bytes 4 to 7. Milliseconds. */
  private static void leap(ByteBuffer file, int after, int by) {
    for (int at = 13; at + 11 < file.limit(); at += 15 + (file.getInt(at) & 0xffffff)) {
      int time = (file.getInt(at + 4) >>> 8) | (file.get(at + 7) << 24);
      if (time >= after) {
        int later = time + by;
        file.putInt(at + 4, later << 8 | later >>> 24);
      }
    }
  }

  @Test
  void tellsWhatOfTheSourceIsMissing() throws Exception {
    Path source = talk("talk.mp4", FAST.strip());
    Files.write(source, Files.readAllBytes(source), StandardOpenOption.APPEND);

    Result result = lab.encode(source);

    assertThat(result.info().path("duration_exact").asDouble()).isCloseTo(4, within(0.1));
    assertThat(codes(result)).containsExactly("CONTENT_MISSING");
  }

  /** The last picture of a slide show is as short as a frame; it is seen all the same. */
  @ParameterizedTest
  @CsvSource({"mp4", "mkv"})
  void showsTheLastSlide(String container) throws Exception {
    Path source =
        lab.clip(
            "slides." + container,
            "-f lavfi -i color=c=gray:s=320x180:r=25:d=6.04,drawbox=c=white:t=fill:enable='gte(t,6)',"
                + "select='eq(n,0)+eq(n,75)+eq(n,150)' -fps_mode vfr -c:v libx264 -preset ultrafast"
                + " -pix_fmt yuv420p");

    Result result = lab.encode(source);

    assertThat(result.info().path("duration_exact").asDouble()).isCloseTo(6.04, within(0.1));
    assertThat(result.at("360p_slides.mp4", 5.95, "")).isGreaterThan(220);
    assertThat(result.at("360p_slides.mp4", 5.5, "")).isBetween(110, 140);
  }

  /** A broadcast that somebody has begun to record in the middle of a group of pictures. */
  @Test
  void beginsWithTheFirstKeyframe() throws Exception {
    Path source = talk("talk.ts", "-c:v libx264 -preset ultrafast -pix_fmt yuv420p -g 50 -c:a mp2");
    byte[] bytes = Files.readAllBytes(source);
    Files.write(
        source, java.util.Arrays.copyOfRange(bytes, bytes.length / 10 / 188 * 188, bytes.length));

    Result result = lab.encode(source);

    assertThat(codes(result)).contains("DECODE_ERRORS");
    assertThat(FlashBeep.beeps(result.folder().resolve("360p_talk.mp4"))).isNotEmpty();
    double video = result.stream("360p_talk.mp4", "video").path("duration").asDouble();
    assertThat(video).isCloseTo(result.info().path("duration_exact").asDouble(), within(0.05));
  }

  @Test
  void takesAVideoStreamWithoutFramesForNone() throws Exception {
    Path source = talk("talk.mkv", "-vf select=0" + FAST);

    Result result = lab.encode(source);

    assertThat(result.files()).contains("audio_192k_talk.m4a").doesNotContain("360p_talk.mp4");
    assertMoments(FlashBeep.beeps(result.folder().resolve("audio_192k_talk.mp3")), MOMENTS);
  }

  /** What arrived breaks off within the first frame. */
  @Test
  void namesTheSourceWhereNothingCanBeDecoded() throws Exception {
    Path source = talk("talk.mp4", FAST.strip() + " -movflags +faststart");
    byte[] bytes = Files.readAllBytes(source);
    int data = index(bytes, "mdat", 0);
    Files.write(source, java.util.Arrays.copyOf(bytes, data + 500));

    TaskFailedException failed =
        catchThrowableOfType(TaskFailedException.class, () -> lab.encode(source));

    assertThat(failed.failure().code())
        .isIn(FailureCode.SOURCE_DAMAGED, FailureCode.SOURCE_UNREADABLE);
    assertThat(failed.failure().code().retryable()).isFalse();
  }

  @Test
  void mixesChannelsThatFormNoLayout() throws Exception {
    Path source =
        lab.clip(
            "field.wav",
            "-f lavfi -i aevalsrc=0|0|0|0|0|0|0|0|0|0.5*sin(6283.2*t):s=48000:d=2 -c:a pcm_s16le");

    Result result = lab.encode(source);

    assertThat(result.hears("audio_192k_field.mp3", 1000, 0.5, 1)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"100", "1/100", "1000"})
  void takesAbsurdPixelsForSquareOnes(String sar) throws Exception {
    Path source =
        lab.clip("oblong.mp4", "-f lavfi -i color=c=gray:s=320x180:r=25:d=1,setsar=" + sar + FAST);

    assertThat(lab.encode(source).size("360p_oblong.mp4")).isEqualTo("320x180");
  }

  /** A single picture is a video where there is nothing else. */
  @ParameterizedTest
  @CsvSource({"avi, mjpeg", "mov, mjpeg", "mkv, png"})
  void makesAVideoOfASinglePicture(String container, String codec) throws Exception {
    Path source =
        lab.clip(
            "slide." + container, "-f lavfi -i color=c=gray:s=320x180:r=25:d=0.04 -c:v " + codec);

    assertThat(lab.encode(source).files()).contains("360p_slide.mp4", "slide_0.png");
  }

  @ParameterizedTest
  @CsvSource({"ac3, ac3", "dts, dca -strict -2 -ac 2", "wv, wavpack", "au, pcm_s16be", "mka, tta"})
  void takesAudioInItsOwnFormat(String extension, String codec) throws Exception {
    Path source = talk("talk." + extension, "-map 1:a -c:a " + codec);

    Result result = lab.encode(source);

    assertMoments(FlashBeep.beeps(result.folder().resolve("audio_192k_talk.mp3")), MOMENTS);
  }

  /** To a step of the eight bits, in every channel. */
  @ParameterizedTest
  @CsvSource({"rawvideo, bgr24, avi", "flashsv, bgr24, flv", "png, rgb24, mov", "ffv1, gbrp, mkv"})
  void keepsRgbGreyGrey(String codec, String pixels, String container) throws Exception {
    Path source =
        lab.clip(
            "grey." + container,
            "-f lavfi -i color=c=0x404040:s=320x180:r=25:d=1 -pix_fmt "
                + pixels
                + " -c:v "
                + codec);

    byte[] shown = lab.encode(source).firstPicture("360p_grey.mp4", "scale=8:8,format=rgb24");

    for (int i = 0; i < 3; i++) {
      assertThat(shown[i] & 0xff).as("channel " + i).isBetween(62, 66);
    }
  }
}
