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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Recordings whose headers say something else than their packets do, or whose parts do not begin
 * together: what comes out has the true length, the true frames and audio in sync. The rows are
 * those of docs/inputs.md.
 */
class SourceTimelineIT {
  private static final Path CASES = Path.of("src/test/resources/cases");

  @TempDir Path folder;
  private MediaLab lab;

  @BeforeEach
  void makeLab() {
    lab = new MediaLab(folder);
  }

  /** The length is what can be decoded, whatever the header says. */
  @ParameterizedTest
  @CsvSource({
    "m01_size_changes.webm, 6.0",
    "m01_mono_then_stereo.ts, 6.0",
    "m03_starts_at_0.5.mkv, 6.0",
    "m03_stream_dump.flv, 6.0",
    "m04_adts_short.aac, 20.0",
    "m04_vbr_no_xing_short.mp3, 20.0",
    "m05_ts_clock_forward.ts, 8.0",
    "m06_picture_3s_late.mp4, 8.0",
    "m08_picture_ends_at_4.mp4, 10.0",
    "m10_two_programs.ts, 6.0",
    "m13_stray_subtitle.mkv, 8.0",
  })
  void lastsAsLongAsItCanBeDecoded(String file, double seconds) throws Exception {
    Result result = lab.encode(CASES.resolve(file));

    assertThat(result.info().path("duration_exact").asDouble()).isCloseTo(seconds, within(0.1));
    String mp3 = result.files().stream().filter(f -> f.endsWith(".mp3")).findFirst().orElseThrow();
    assertThat(result.seconds(mp3)).isCloseTo(seconds, within(0.15));
    for (String mp4 : result.files().stream().filter(f -> f.endsWith(".mp4")).toList()) {
      assertThat(result.seconds(mp4)).as(mp4).isCloseTo(seconds, within(0.1));
    }
  }

  @Test
  void tellsWhereTheClockJumps() throws Exception {
    Result result = lab.encode(CASES.resolve("m05_ts_clock_forward.ts"));

    assertThat(warning(result, "TIMELINE_JUMP")).contains("first at 4.0 s");
  }

  /** Each kind of container, whole and cut, from every side of a keyframe. */
  @ParameterizedTest
  @CsvSource({
    "mp4, 0, 12",
    "mp4, 2.5, 7",
    "mp4, 6.2, 11.4",
    "mkv, 2.5, 7",
    "mkv, 6.2, 11.4",
    "ts, 2.5, 7",
    "ts, 6.2, 11.4",
    "mpg, 2.5, 7",
    "flv, 2.5, 7",
    "webm, 2.5, 7",
    "webm, 6.2, 11.4",
    "avi, 6.2, 11.4",
  })
  void keepsJustThePartThatWasAskedFor(String container, double start, double end)
      throws Exception {
    String codecs =
        switch (container) {
          case "webm" -> " -c:v libvpx -deadline realtime -cpu-used 8 -g 250 -c:a libopus ";
          case "mpg" -> " -c:v mpeg2video -q:v 3 -g 125 -bf 2 -c:a mp2 -f vob ";
          case "avi" -> " -c:v mpeg4 -q:v 3 -g 125 -c:a mp2 ";
          default -> " -c:v libx264 -preset ultrafast -g 250 -bf 3 -c:a aac -pix_fmt yuv420p ";
        };
    Path source = lab.clip("source." + container, (FlashBeep.inputs(12) + codecs).strip());

    Result result =
        lab.encode(source, Map.of("cut", "{\"start\": " + start + ", \"end\": " + end + "}"));

    Path mp4 = result.folder().resolve("360p_source.mp4");
    double length = Math.min(12, end) - start;
    assertThat(result.seconds("360p_source.mp4")).isCloseTo(length, within(0.1));
    List<Double> expected = new ArrayList<>();
    for (double at = 1; at < end - 0.1; at += 2) {
      if (at >= start) {
        expected.add(at - start);
      }
    }
    assertMoments(FlashBeep.flashes(mp4), expected);
    assertMoments(FlashBeep.beeps(mp4), expected);
    assertMoments(FlashBeep.beeps(result.folder().resolve("audio_192k_source.mp3")), expected);
  }

  /** Sound before the first frame, which a seek by video would lose. */
  @ParameterizedTest
  @CsvSource({"0, 5", "1, 5", "2, 6"})
  void keepsAudioBeforeTheFirstFrame(double start, double end) throws Exception {
    Result result =
        lab.encode(
            CASES.resolve("m06_picture_3s_late.mp4"),
            Map.of("cut", "{\"start\": " + start + ", \"end\": " + end + "}"));

    String mp4 = "360p_m06_picture_3s_late.mp4";
    assertThat(result.seconds(mp4)).isCloseTo(end - start, within(0.1));
    assertThat(result.hears(mp4, 440, 0.1, 0.8) || volume(result, mp4, 0.1, 0.8) > -40).isTrue();
  }

  /** Where a stream has nothing in the kept part: its last frame, and silence. */
  @Test
  void holdsTheLastFrameWhereTheVideoHasEnded() throws Exception {
    Path source =
        lab.clip(
            "source.mp4",
            (FlashBeep.inputs(10)
                    + " -map 0:v -map 1:a -c:v libx264 -preset ultrafast -g 50"
                    + " -pix_fmt yuv420p -c:a aac -vf trim=end=4 -t 10")
                .strip());

    Result result = lab.encode(source, Map.of("cut", "{\"start\": 6, \"end\": 8}"));

    assertThat(result.seconds("360p_source.mp4")).isCloseTo(2, within(0.1));
    assertThat(grey(result, "360p_source.mp4")).isBetween(60, 68);
    assertMoments(FlashBeep.beeps(result.folder().resolve("360p_source.mp4")), List.of(1.0));
  }

  @ParameterizedTest
  @CsvSource({"m08_picture_ends_at_4.mp4, 6, 8", "m08_sound_hole.mkv, 3.6, 5.2"})
  void encodesAPartInWhichAStreamHasNothing(String file, double start, double end)
      throws Exception {
    Result result =
        lab.encode(
            CASES.resolve(file), Map.of("cut", "{\"start\": " + start + ", \"end\": " + end + "}"));

    assertThat(result.info().path("duration_exact").asDouble())
        .isCloseTo(end - start, within(0.05));
  }

  @ParameterizedTest
  @CsvSource({"3, 7", "12, 15"})
  void cutsATransportStreamToTheFrame(double start, double end) throws Exception {
    Result result =
        lab.encode(
            CASES.resolve("m07_gop10s.ts"),
            Map.of("cut", "{\"start\": " + start + ", \"end\": " + end + "}"));

    Path mp4 = result.folder().resolve("360p_m07_gop10s.mp4");
    List<Double> expected = new ArrayList<>();
    for (double at = 1; at < end - 0.05; at += 2) {
      if (at >= start) {
        expected.add(at - start);
      }
    }
    assertMoments(FlashBeep.flashes(mp4), expected);
    assertMoments(FlashBeep.beeps(mp4), expected);
  }

  /** Pictures of another size, format or kind of colours: one size, and every clock goes on. */
  @Test
  void goesOnWhereTheSizeChanges() throws Exception {
    Path small = part("small.webm", "160x90", "yuv420p", "libvpx -deadline realtime");
    Path large = part("large.webm", "320x180", "yuv420p", "libvpx -deadline realtime");
    Path list = folder.resolve("list.txt");
    Files.writeString(list, "file '" + small + "'\nfile '" + large + "'\n");
    Path source = lab.clip("source.webm", "-f concat -safe 0 -i " + list + " -c copy");

    Result result = lab.encode(source);

    Path mp4 = result.folder().resolve("360p_source.mp4");
    assertThat(result.seconds("360p_source.mp4")).isCloseTo(8, within(0.1));
    assertMoments(FlashBeep.flashes(mp4), List.of(1.0, 3.0, 5.0, 7.0));
    assertMoments(FlashBeep.beeps(mp4), List.of(1.0, 3.0, 5.0, 7.0));
  }

  private Path part(String name, String size, String pixels, String codec) throws Exception {
    return lab.clip(
        name,
        (FlashBeep.inputs(4)
                + " -vf scale="
                + size.replace('x', ':')
                + " -pix_fmt "
                + pixels
                + " -c:v "
                + codec
                + " -g 25 -c:a libopus")
            .strip());
  }

  @Test
  void goesOnWhereTheAudioChangesItsChannels() throws Exception {
    Path mono = lab.clip("mono.ts", transport(1, 44100));
    Path stereo = lab.clip("stereo.ts", transport(2, 48000));
    Path source = folder.resolve("source.ts");
    Files.write(source, Files.readAllBytes(mono));
    Files.write(source, Files.readAllBytes(stereo), java.nio.file.StandardOpenOption.APPEND);

    Result result = lab.encode(source);

    Path mp4 = result.folder().resolve("360p_source.mp4");
    assertThat(result.seconds("360p_source.mp4")).isCloseTo(8, within(0.15));
    assertMoments(FlashBeep.beeps(mp4), List.of(1.0, 3.0, 5.0, 7.0));
    assertMoments(FlashBeep.flashes(mp4), List.of(1.0, 3.0, 5.0, 7.0));
  }

  /** As recorders of radio stations write it: one stream behind the other. */
  @Test
  void goesOnWhereAnOggFileBeginsAnew() throws Exception {
    Path source = lab.clip("radio.ogg", vorbis(1));
    Path second = lab.clip("second.ogg", vorbis(2));
    Files.write(source, Files.readAllBytes(second), java.nio.file.StandardOpenOption.APPEND);

    Result result = lab.encode(source);

    assertThat(result.info().path("duration_exact").asDouble()).isCloseTo(8, within(0.15));
    for (String file : List.of("audio_192k_radio.mp3", "audio_192k_radio.m4a")) {
      assertMoments(FlashBeep.beeps(result.folder().resolve(file)), List.of(1.0, 3.0, 5.0, 7.0));
    }
  }

  private static String vorbis(int channels) {
    return (FlashBeep.inputs(4) + " -map 1:a -c:a libvorbis -ac " + channels).strip();
  }

  private static String transport(int channels, int rate) {
    return (FlashBeep.inputs(4)
            + " -c:v libx264 -preset ultrafast -g 25 -pix_fmt yuv420p -c:a mp2 -ac "
            + channels
            + " -ar "
            + rate)
        .strip();
  }

  @Test
  void convertsFullRange() throws Exception {
    Result result = lab.encode(CASES.resolve("m02_full_range.mp4"));

    assertThat(grey(result, "360p_m02_full_range.mp4")).isBetween(62, 66);
  }

  @ParameterizedTest
  @CsvSource({
    "mjpeg, yuvj420p, mov",
    "libx264, yuvj420p, mkv",
    "libvpx-vp9, yuv420p, webm",
    "mpeg4, yuv420p, avi"
  })
  void keepsGreyGrey(String codec, String pixels, String container) throws Exception {
    Path source =
        lab.clip(
            "grey." + container,
            "-f lavfi -i color=c=0x404040:s=320x180:r=25:d=2"
                + (codec.equals("libvpx-vp9") ? ",scale=out_range=pc" : "")
                + " -c:v "
                + codec
                + " -pix_fmt "
                + pixels
                + (codec.equals("libvpx-vp9") ? " -color_range pc -deadline realtime" : " -q:v 2"));

    Result result = lab.encode(source);

    assertThat(grey(result, "360p_grey.mp4")).isBetween(62, 66);
  }

  /** ffmpeg 8 takes the rate of raw DV for 60000 a second. */
  @Test
  void takesTheTrueRateOfRawDv() throws Exception {
    Path source =
        lab.clip(
            "camera.dv",
            "-f lavfi -i testsrc2=s=720x576:r=25:d=2 -f lavfi -i sine=d=2:sample_rate=48000 -ac 2"
                + " -target pal-dv");

    Result result = lab.encode(source);

    assertThat(result.info().path("fps").asText()).isEqualTo("25");
    assertThat(result.seconds("360p_camera.mp4")).isCloseTo(2, within(0.1));
  }

  @Test
  void mixesAmbisonicsDown() throws Exception {
    Path source = folder.resolve("hall.mka");
    List<String> command =
        new ArrayList<>(List.of(MediaLab.tools().ffmpeg().toString(), "-v", "error"));
    command.addAll(List.of("-f", "lavfi", "-i"));
    command.add("aevalsrc=0.3*sin(440*2*PI*t)|0.1*sin(440*2*PI*t)|0|0:c=4.0:s=48000:d=2");
    command.addAll(List.of("-af", "channelmap=map=0|1|2|3:channel_layout=ambisonic 1"));
    command.addAll(List.of("-c:a", "libopus", "-mapping_family", "2", source.toString()));
    MediaLab.run(command);

    Result result = lab.encode(source);

    assertThat(result.hears("audio_192k_hall.mp3", 440, 0.5, 1)).isTrue();
  }

  @Test
  void takesTheAudioOfTheVideosOwnProgramme() throws Exception {
    Result result = lab.encode(CASES.resolve("m10_two_programs.ts"));

    assertThat(result.hears("360p_m10_two_programs.mp4", 600, 1, 3)).isTrue();
    assertThat(result.hears("360p_m10_two_programs.mp4", 1000, 1, 3)).isFalse();
  }

  @Test
  void failsWhereTooMuchOfTheVideoCannotBeDecoded() {
    TaskFailedException failed =
        catchThrowableOfType(
            TaskFailedException.class,
            () -> lab.encode(CASES.resolve("m14_83_of_100_pictures_undecodable.mp4")));

    assertThat(failed.failure().code()).isEqualTo(FailureCode.SOURCE_DAMAGED);
    assertThat(failed.failure().code().retryable()).isFalse();
  }

  @Test
  void cutsSubtitlesWithTheVideo() throws Exception {
    Result result =
        lab.encode(
            CASES.resolve("m16_subtitles_chapters.mkv"),
            Map.of("cut", "{\"start\": 1, \"end\": 4.5}"));

    String vtt =
        Files.readString(
            result
                .folder()
                .resolve(result.info().path("subtitles").get(0).path("filename").asText()));
    List<String> times = vtt.lines().filter(line -> line.contains("-->")).toList();
    // The audio of this file begins 5 ms before 0, and so does the clock.
    assertThat(times.get(0)).startsWith("00:00.000 --> 00:01.00");
    assertThat(times.get(times.size() - 1)).contains("--> 00:03.500");
  }

  /** Nothing is said while the credits run, and nothing outlasts the video. */
  @Test
  void movesSubtitlesAndChaptersOfACutBehindTheOpening() throws Exception {
    lab.clip(
        "opening.mp4",
        "-f lavfi -i color=c=navy:s=320x180:r=25:d=2 " + String.join(" ", MediaLab.FAST));

    Result result =
        lab.encode(
            CASES.resolve("m16_subtitles_chapters.mkv"),
            Map.of(
                "cut",
                "{\"start\": 1, \"end\": 4.5}",
                "dressing",
                "{\"opening_credits_video\": \"http://host/opening.mp4\"}"));

    double length = result.info().path("duration_exact").asDouble();
    assertThat(length).isCloseTo(5.5, within(0.05));
    for (String file :
        List.of(
            result.info().path("subtitles").get(0).path("filename").asText(),
            result.info().path("chapters").asText())) {
      List<Double> times = cueTimes(Files.readString(result.folder().resolve(file)));
      assertThat(times).as(file).isSorted().first().isEqualTo(2.0);
      assertThat(times).as(file).last().isEqualTo(5.5);
    }
    String subtitles =
        Files.readString(
            result
                .folder()
                .resolve(result.info().path("subtitles").get(0).path("filename").asText()));
    assertThat(cueTimes(subtitles).get(1)).isCloseTo(3.0, within(0.01));
    List<Double> beeps = List.of(2.0, 4.0);
    Path mp4 = result.folder().resolve("360p_m16_subtitles_chapters.mp4");
    assertMoments(FlashBeep.beeps(mp4), beeps);
    assertMoments(FlashBeep.flashes(mp4), beeps);
  }

  /** Begin and end of each cue, seconds. */
  private static List<Double> cueTimes(String vtt) {
    return java.util.regex.Pattern.compile("(?:(\\d+):)?(\\d\\d):(\\d\\d\\.\\d{3})")
        .matcher(vtt)
        .results()
        .map(time -> 60 * Double.parseDouble(time.group(2)) + Double.parseDouble(time.group(3)))
        .toList();
  }

  /** Cameras write a track for each input, connected or not. */
  @ParameterizedTest
  @CsvSource({"mp4, aac, ''", "mkv, libopus, ''", "ts, mp2, ''", "mp4, aac, 20 170"})
  void takesTheTrackThatSpeaks(String container, String codec, String cut) throws Exception {
    Path source =
        lab.clip(
            "camera." + container,
            "-f lavfi -i testsrc2=s=320x180:r=10:d=180 -f lavfi -i anullsrc=r=48000:cl=stereo"
                + " -f lavfi -i sine=f=440:sample_rate=48000:d=180 -t 180 -map 0:v -map 1 -map 2"
                + " -c:v libx264 -preset ultrafast -pix_fmt yuv420p -c:a "
                + codec);
    Map<String, Object> parameters =
        cut.isEmpty()
            ? Map.of()
            : Map.of("cut", "{\"start\": " + cut.replace(" ", ", \"end\": ") + "}");

    Result result = lab.encode(source, parameters);

    assertThat(warning(result, "AUDIO_TRACK_SILENT"))
        .isEqualTo("audio track 1 of the source is silent; track 2 is used as the main one");
    assertThat(result.hears("audio_192k_camera.mp3", 440, 5, 3)).isTrue();
    assertThat(result.hears("360p_camera.ts", 440, 5, 3)).isTrue();
    assertThat(result.probe("360p_camera.mp4").path("streams")).hasSize(3);
  }

  /** As a viewer sees it: 64 of 255 is 64, whatever the numbers in the file. */
  private static int grey(Result result, String file) throws Exception {
    return result.firstPicture(file, "scale=8:8,format=rgb24")[0] & 0xff;
  }

  private static String warning(Result result, String code) {
    for (var warning : result.info().path("warnings")) {
      if (warning.path("code").asText().equals(code)) {
        return warning.path("detail").asText();
      }
    }
    return "no such warning in " + result.info().path("warnings");
  }

  private static double volume(Result result, String file, double from, double seconds)
      throws Exception {
    String toolLog =
        MediaLab.run(
            List.of(
                MediaLab.tools().ffmpeg().toString(),
                "-hide_banner",
                "-ss",
                "" + from,
                "-t",
                "" + seconds,
                "-i",
                result.folder().resolve(file).toString(),
                "-af",
                "volumedetect",
                "-vn",
                "-f",
                "null",
                "-"));
    var mean = java.util.regex.Pattern.compile("mean_volume: (-?[\\d.]+) dB").matcher(toolLog);
    return mean.find() ? Double.parseDouble(mean.group(1)) : -100;
  }
}
