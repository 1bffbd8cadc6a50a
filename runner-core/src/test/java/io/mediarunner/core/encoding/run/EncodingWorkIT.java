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
import io.mediarunner.core.media.probe.Mp4Boxes;
import io.mediarunner.core.task.Progress;
import io.mediarunner.core.task.Stage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The encoding of real clips by the real ffmpeg. */
class EncodingWorkIT {
  @TempDir private Path folder;
  private MediaLab lab;

  @BeforeEach
  void openLab() {
    lab = new MediaLab(folder);
  }

  @Test
  void makesTheWholeSetOfAFullHdVideo() throws Exception {
    Result result = lab.encode(lab.talk("t01 Été 1080.mp4", "1920x1080", "25", "6"));

    assertThat(result.files())
        .containsExactly(
            "1080p_t01_Ete_1080.m3u8",
            "1080p_t01_Ete_1080.ts",
            "360p_t01_Ete_1080.m3u8",
            "360p_t01_Ete_1080.mp4",
            "360p_t01_Ete_1080.ts",
            "720p_t01_Ete_1080.m3u8",
            "720p_t01_Ete_1080.mp4",
            "720p_t01_Ete_1080.ts",
            "audio_192k_t01_Ete_1080.mp3",
            "encoding.log",
            "info_video.json",
            "master.m3u8",
            "overview.png",
            "overview.vtt",
            "t01_Ete_1080_0.png",
            "t01_Ete_1080_1.png",
            "t01_Ete_1080_2.png",
            "task_metadata.json");
    JsonNode video = result.stream("1080p_t01_Ete_1080.ts", "video");
    assertThat(video.path("profile").asText()).isEqualTo("High");
    assertThat(video.path("level").asInt()).isLessThanOrEqualTo(40);
    assertThat(video.path("pix_fmt").asText()).isEqualTo("yuv420p");
    assertThat(result.stream("360p_t01_Ete_1080.mp4", "video").path("level").asInt()).isEqualTo(30);
    assertThat(result.stream("720p_t01_Ete_1080.mp4", "video").path("level").asInt()).isEqualTo(31);
    assertThat(Mp4Boxes.startsFast(result.folder().resolve("720p_t01_Ete_1080.mp4"))).isTrue();
    for (String file :
        List.of("360p_t01_Ete_1080.mp4", "720p_t01_Ete_1080.mp4", "audio_192k_t01_Ete_1080.mp3")) {
      assertThat(result.seconds(file)).as(file).isCloseTo(6.0, within(0.1));
    }
    HlsPlaylist playlist =
        HlsPlaylist.parse(Files.readString(result.folder().resolve("720p_t01_Ete_1080.m3u8")));
    assertThat(playlist.segments()).hasSize(3).allMatch(s -> Math.abs(s.seconds() - 2) < 0.05);
    assertThat(result.size("overview.png")).isEqualTo("960x90");
    assertThat(result.info().path("encode_result").asBoolean()).isTrue();
    assertThat(names(result.info().path("encode_video")))
        .containsExactly(
            "360p_t01_Ete_1080.m3u8",
            "720p_t01_Ete_1080.m3u8",
            "1080p_t01_Ete_1080.m3u8",
            "360p_t01_Ete_1080.mp4",
            "720p_t01_Ete_1080.mp4");
    assertThat(result.info().path("encode_thumbnail").findValuesAsText("timestamp"))
        .containsExactly("1", "3", "4");
  }

  @Test
  void decodesTheSourceOnceAndEncodesEachRungOnce() throws Exception {
    Result result = lab.encode(lab.talk("a.mp4", "1280x720", "25", "3"));

    List<String> commands =
        result
            .log()
            .lines()
            .filter(line -> line.contains(" command: ") && line.contains("ffmpeg"))
            .toList();
    assertThat(
            commands.stream()
                .filter(
                    line ->
                        line.contains("-i file:" + folder.resolve("a.mp4"))
                            && !line.contains("ffprobe")))
        .as("runs that read the source")
        .hasSize(1);
    assertThat(commands.stream().mapToInt(line -> line.split("libx264", -1).length - 1).sum())
        .as("H.264 encodes")
        .isEqualTo(2);
    assertThat(result.log()).contains("1 decode of the source; 2 H.264 encode(s): [360p, 720p]");
    assertThat(result.log()).doesNotContain(result.folder().getParent().toString());
  }

  @Test
  void putsAKeyFrameEveryTwoSeconds() throws Exception {
    Result result = lab.encode(lab.talk("a.mp4", "640x360", "30000/1001", "7"));

    String packets =
        MediaLab.run(
            List.of(
                MediaLab.tools().ffprobe().toString(),
                "-v",
                "error",
                "-select_streams",
                "v:0",
                "-show_entries",
                "packet=pts_time,flags",
                "-of",
                "csv=p=0",
                result.folder().resolve("360p_a.mp4").toString()));
    List<Double> keys =
        Arrays.stream(packets.split("\\R"))
            .filter(line -> line.contains("K"))
            .map(line -> Double.parseDouble(line.split(",")[0]))
            .toList();
    assertThat(keys).hasSizeGreaterThanOrEqualTo(4);
    for (int i = 0; i < 4; i++) {
      assertThat(keys.get(i)).isCloseTo(2.0 * i, within(0.05));
    }
    assertThat(result.stream("360p_a.mp4", "video").path("r_frame_rate").asText())
        .isEqualTo("30000/1001");
  }

  @Test
  void tellsProgressWhileItEncodes() throws Exception {
    lab.encode(lab.talk("long.mp4", "1280x720", "25", "60"));

    assertThat(lab.progress.stream().map(Progress::fraction).distinct())
        .filteredOn(fraction -> fraction > 0.1 && fraction < 0.9)
        .hasSizeGreaterThan(3);
  }

  @Test
  void tellsProgressThatNeverFalls() throws Exception {
    lab.encode(lab.talk("a.mp4", "1280x720", "25", "8"));

    assertThat(lab.progress)
        .extracting(Progress::stage)
        .contains(Stage.INSPECT, Stage.PROCESS, Stage.VERIFY);
    assertThat(lab.progress.stream().map(Progress::fraction).toList()).isSorted();
  }

  @Test
  void neverEnlargesASmallSourceAndMakesNoAudioWhereThereIsNone() throws Exception {
    Path source =
        lab.clip(
            "t05.mp4",
            "-f lavfi -i testsrc2=s=320x180:r=25:d=5 -c:v libx264 -preset ultrafast -pix_fmt yuv420p");

    Result result = lab.encode(source);

    assertThat(result.size("360p_t05.mp4")).isEqualTo("320x180");
    assertThat(result.info().path("encode_video").path(0).path("rendition").asText())
        .isEqualTo("640x360");
    assertThat(result.info().path("has_stream_audio").asBoolean()).isFalse();
    assertThat(result.info().has("encode_audio")).isFalse();
    assertThat(result.files()).noneMatch(name -> name.endsWith(".mp3"));
  }

  @Test
  void measuresPortraitPicturesByTheirShortSide() throws Exception {
    Result result = lab.encode(lab.talk("t06.mp4", "720x1280", "30", "2"));

    assertThat(result.size("360p_t06.mp4")).isEqualTo("360x640");
    assertThat(result.size("720p_t06.mp4")).isEqualTo("720x1280");
  }

  /** The audio of a source often ends a little after its last frame, or before. */
  @ParameterizedTest
  @CsvSource({"4, 4.06, 4.08", "4, 4.03, 4.04", "4, 4.004, 4", "4, 3.93, 4", "4, 3.5, 4"})
  void makesAllFilesEquallyLong(double video, double audio, double length) throws Exception {
    Path source =
        lab.clip(
            "tail.mkv",
            "-f lavfi -i testsrc2=s=640x360:r=25:d="
                + video
                + " -f lavfi -i sine=d="
                + audio
                + ":sample_rate=48000 -c:v libx264 -preset ultrafast -pix_fmt yuv420p -c:a flac");

    Result result = lab.encode(source);

    assertThat(result.info().path("duration_exact").asDouble()).isCloseTo(length, within(0.001));
    Path playlist = result.folder().resolve("360p_tail.m3u8");
    assertThat(HlsPlaylist.parse(Files.readString(playlist)).seconds()).isEqualTo(length);
    assertThat(result.seconds("360p_tail.mp4")).isCloseTo(length, within(0.04));
    assertThat(result.audibleSeconds("audio_192k_tail.mp3")).isCloseTo(length, within(0.04));
    for (String type : List.of("video", "audio")) {
      assertThat(result.stream("360p_tail.mp4", type).path("duration").asDouble())
          .as(type)
          .isCloseTo(length, within(0.04));
    }
    assertThat(Files.readString(result.folder().resolve("overview.vtt")))
        .contains(String.format(Locale.ROOT, "--> 00:00:%06.3f%noverview.png#xywh=480,0", length));
  }

  @Test
  void turnsAPhoneVideoUpright() throws Exception {
    Path raw = lab.talk("raw.mp4", "1280x720", "30", "2");
    Path source = lab.clip("t07.mp4", "-i " + raw + " -c copy -metadata:s:v rotate=90");
    if (!MediaLab.probe(source).toString().contains("rotat")) {
      source =
          lab.clip("t07.mp4", "-display_rotation 90 -i " + raw + " -c copy"); // ffmpeg 6 and later
    }

    Result result = lab.encode(source);

    assertThat(result.size("360p_t07.mp4")).isEqualTo("360x640");
    assertThat(result.stream("720p_t07.mp4", "video").toString()).doesNotContain("rotat");
  }

  @Test
  void makesPixelsSquare() throws Exception {
    Path source =
        lab.clip(
            "t09.mp4",
            "-f lavfi -i testsrc2=s=720x576:r=25:d=2,setsar=64/45 -f lavfi -i sine=d=2 "
                + String.join(" ", MediaLab.FAST));

    Result result = lab.encode(source);

    assertThat(result.size("360p_t09.mp4")).isEqualTo("640x360");
    assertThat(result.stream("360p_t09.mp4", "video").path("sample_aspect_ratio").asText())
        .isEqualTo("1:1");
  }

  @Test
  void halvesFastPicturesOfSmallRungs() throws Exception {
    Result result = lab.encode(lab.talk("t11.mp4", "1280x720", "60", "2"));

    assertThat(result.stream("720p_t11.mp4", "video").path("r_frame_rate").asText())
        .isEqualTo("60/1");
    assertThat(result.stream("720p_t11.mp4", "video").path("level").asInt()).isEqualTo(32);
    assertThat(result.stream("360p_t11.mp4", "video").path("r_frame_rate").asText())
        .isEqualTo("30/1");
  }

  @Test
  void repeatsPicturesOfASlideShow() throws Exception {
    Result result =
        lab.encode(
            lab.clip(
                "t13.mp4",
                "-f lavfi -i testsrc2=s=640x360:r=1/5:d=30 -f lavfi -i sine=d=30 "
                    + String.join(" ", MediaLab.FAST)));

    assertThat(result.seconds("360p_t13.mp4")).isCloseTo(30, within(0.1));
    assertThat(Files.size(result.folder().resolve("360p_t13.ts"))).isLessThan(1_500_000);
  }

  @Tag("D1")
  @Test
  void keepsFractionsOfASecond() throws Exception {
    Result result = lab.encode(lab.talk("t15.mp4", "640x360", "25", "4.92"));

    assertThat(result.seconds("360p_t15.mp4")).isCloseTo(4.92, within(0.05));
    assertThat(result.info().path("duration").asInt()).isEqualTo(5);
    assertThat(result.info().path("duration_exact").asDouble()).isCloseTo(4.92, within(0.02));
    assertThat(Files.readString(result.folder().resolve("overview.vtt")))
        .contains("--> 00:00:04.92");
  }

  @Tag("D2")
  @Test
  void takesClipsShorterThanASecond() throws Exception {
    Result result = lab.encode(lab.talk("t16.mp4", "640x360", "25", "0.6"));

    assertThat(result.info().path("duration").asInt()).isEqualTo(1);
    assertThat(result.info().path("encode_thumbnail")).hasSize(3);
    assertThat(result.size("overview.png")).isEqualTo("160x90");
  }

  @Test
  void makesM4aAndMp3OfAudioAlone() throws Exception {
    Result result = lab.encode(lab.clip("t17.mp3", "-f lavfi -i sine=d=20 -c:a libmp3lame"));

    assertThat(names(result.info().path("encode_audio")))
        .containsExactly("audio_192k_t17.m4a", "audio_192k_t17.mp3");
    assertThat(result.info().path("has_stream_video").asBoolean()).isFalse();
    assertThat(result.info().path("has_stream_thumbnail").asBoolean()).isFalse();
    assertThat(result.info().path("duration").asInt()).isEqualTo(20);
    assertThat(result.files()).doesNotContain("overview.png");
  }

  @Tag("D6")
  @Test
  void takesTheCoverOfAnMp3AsItsThumbnail() throws Exception {
    Path cover = lab.clip("cover.jpg", "-f lavfi -i color=c=red:s=600x600:d=1 -frames:v 1");
    Path source =
        lab.clip(
            "t18.mp3",
            String.format(
                Locale.ROOT,
                "-f lavfi -i sine=d=4 -i %s -map 0:a -map 1:v -c:a libmp3lame -c:v copy -disposition:v attached_pic -id3v2_version 3",
                cover));

    Result result = lab.encode(source);

    assertThat(result.info().path("has_stream_video").asBoolean()).isFalse();
    assertThat(result.info().path("has_stream_thumbnail").asBoolean()).isTrue();
    assertThat(names(result.info().path("encode_thumbnail"))).containsExactly("t18_0.png");
    assertThat(result.size("t18_0.png")).isEqualTo("600x600");
  }

  @Tag("D7")
  @Test
  void encodesTheVideoAndNotTheCoverStoredBeforeIt() throws Exception {
    Path cover = lab.clip("cover.jpg", "-f lavfi -i color=c=red:s=600x600:d=1 -frames:v 1");
    Path source =
        lab.clip(
            "t19.mkv",
            String.format(
                Locale.ROOT,
                "-f lavfi -i testsrc2=s=640x360:r=25:d=4 -f lavfi -i sine=d=4 -i %s -map 2:v -map 0:v -map 1:a"
                    + " -c:v:0 mjpeg -c:v:1 libx264 -preset ultrafast -pix_fmt yuv420p -c:a aac",
                cover));

    assertThat(lab.encode(source).seconds("360p_t19.mp4")).isCloseTo(4, within(0.1));
  }

  @Test
  void encodesTheVideoAndNotTheCoverStoredBehindIt() throws Exception {
    Path cover = lab.clip("cover.jpg", "-f lavfi -i color=c=red:s=600x600:d=1 -frames:v 1");
    Path source =
        lab.clip(
            "t19.mp4",
            String.format(
                Locale.ROOT,
                "-f lavfi -i testsrc2=s=640x360:r=25:d=4 -f lavfi -i sine=d=4 -i %s -map 0:v -map 1:a -map 2:v"
                    + " -c:v:0 libx264 -preset ultrafast -pix_fmt yuv420p -c:a aac -c:v:1 mjpeg"
                    + " -disposition:v:1 attached_pic",
                cover));

    Result result = lab.encode(source);

    assertThat(result.seconds("360p_t19.mp4")).isCloseTo(4, within(0.1));
    assertThat(result.info().path("encode_thumbnail")).hasSize(3);
  }

  @Tag("D5")
  @Test
  void knowsMotionJpegAsVideo() throws Exception {
    Path source =
        lab.clip(
            "t20.avi",
            "-f lavfi -i testsrc2=s=640x360:r=25:d=2 -f lavfi -i sine=d=2 -c:v mjpeg -q:v 5 -c:a pcm_s16le");

    assertThat(names(lab.encode(source).info().path("encode_video"))).contains("360p_t20.mp4");
  }

  @Test
  void mixesDownToStereo() throws Exception {
    Path source =
        lab.clip(
            "t23.mp4",
            "-f lavfi -i testsrc2=s=640x360:r=25:d=2 -f lavfi -i sine=d=2,pan=5.1|c0=c0|c1=c0|c2=c0|c3=c0|c4=c0|c5=c0 "
                + String.join(" ", MediaLab.FAST));

    assertThat(lab.encode(source).stream("360p_t23.mp4", "audio").path("channels").asInt())
        .isEqualTo(2);
  }

  @Tag("D14")
  @Test
  void keepsLateAudioLate() throws Exception {
    Path source =
        lab.clip(
            "t24.mp4",
            "-f lavfi -i testsrc2=s=640x360:r=25:d=6 -itsoffset 2 -f lavfi -i sine=d=4 "
                + String.join(" ", MediaLab.FAST));

    Result result = lab.encode(source);

    assertThat(result.seconds("audio_192k_t24.mp3")).isCloseTo(6, within(0.1));
    String silence =
        MediaLab.run(
            List.of(
                MediaLab.tools().ffmpeg().toString(),
                "-i",
                result.folder().resolve("audio_192k_t24.mp3").toString(),
                "-af",
                "silencedetect=n=-50dB:d=1",
                "-f",
                "null",
                "-"));
    assertThat(silence)
        .containsPattern("silence_start: (0|0\\.0\\d*)\\s")
        .containsPattern("silence_end: (1\\.9|2\\.0|2\\.1)");
  }

  @Test
  void holdsTheLastPictureWhereTheAudioGoesOn() throws Exception {
    Path source =
        lab.clip(
            "t25.mp4",
            "-f lavfi -i testsrc2=s=640x360:r=25:d=1 -f lavfi -i sine=d=9 "
                + String.join(" ", MediaLab.FAST));

    Result result = lab.encode(source);

    assertThat(result.info().path("duration").asInt()).isEqualTo(9);
    assertThat(result.info().path("video_duration").asDouble()).isCloseTo(1.0, within(0.05));
    assertThat(result.stream("360p_t25.mp4", "video").path("duration").asDouble())
        .isCloseTo(9, within(0.1));
    assertThat(result.info().path("encode_thumbnail")).hasSize(3);
  }

  @Tag("D8")
  @Test
  void measuresAWebmThatStatesNoDuration() throws Exception {
    Path source =
        lab.clip(
            "t29.webm",
            "-f lavfi -i testsrc2=s=640x360:r=3:d=9 -f lavfi -i sine=d=9 -c:v libvpx -deadline realtime"
                + " -cpu-used 8 -b:v 300k -c:a libopus -live 1 -f webm");

    Result result = lab.encode(source);

    assertThat(result.info().path("duration").asInt()).isEqualTo(9);
    assertThat(result.seconds("360p_t29.mp4")).isCloseTo(9, within(0.15));
    assertThat(result.stream("360p_t29.mp4", "video").path("r_frame_rate").asText())
        .as("so many that a key frame every two seconds makes sense")
        .isIn("6/1", "9/1", "10/1");
  }

  @Test
  void deinterlaces() throws Exception {
    Path source =
        lab.clip(
            "t31.ts",
            "-f lavfi -i testsrc2=s=720x576:r=50:d=2,interlace,setsar=16/15 -f lavfi -i sine=d=2"
                + " -c:v mpeg2video -b:v 6M -flags +ildct+ilme -c:a mp2");

    Result result = lab.encode(source);

    assertThat(result.log()).contains("bwdif");
    assertThat(result.size("360p_t31.mp4")).isEqualTo("480x360");
  }

  @Test
  void startsAtZeroWhateverTheSourceDoes() throws Exception {
    Path source =
        lab.clip(
            "t32.ts",
            "-f lavfi -i testsrc2=s=640x360:r=25:d=4 -f lavfi -i sine=d=4 "
                + String.join(" ", MediaLab.FAST)
                + " -output_ts_offset 100");

    assertThat(lab.encode(source).seconds("360p_t32.mp4")).isCloseTo(4, within(0.1));
  }

  @Tag("D15")
  @Test
  void takesOutWhatIsPrivate() throws Exception {
    Path source =
        lab.clip(
            "t36.mov",
            "-f lavfi -i testsrc2=s=640x360:r=25:d=2 -f lavfi -i sine=d=2 "
                + String.join(" ", MediaLab.FAST)
                + " -metadata location=+48.8577+002.295/ -metadata artist=Someone -timecode 01:00:00:00");

    Result result = lab.encode(source, Map.of("video_title", "Thermo 3", "video_id", 42));

    String mp4 = result.probe("360p_t36.mp4").toString();
    assertThat(mp4).doesNotContain("48.85", "Someone").contains("Thermo 3");
    assertThat(result.probe("audio_192k_t36.mp3").toString()).doesNotContain("48.85");
    assertThat(result.info().path("video_id").asText()).isEqualTo("42");
  }

  @Tag("D4")
  @Test
  void cutsToTheFrameAndShowsTheKeptPart() throws Exception {
    Path source =
        lab.clip(
            "t37.mp4",
            "-f lavfi -i color=c=black:s=320x180:r=25:d=60,format=gray,geq=lum='16+3*floor(T)':cb=128:cr=128"
                + " -f lavfi -i sine=d=60 -c:v libx264 -preset ultrafast -qp 5 -pix_fmt yuv420p -c:a aac");

    Result result =
        lab.encode(source, Map.of("cut", "{\"start\":\"00:00:20\",\"end\":\"00:00:30\"}"));

    assertThat(result.info().path("duration").asInt()).isEqualTo(10);
    assertThat(result.info().path("cut_applied").asBoolean()).isTrue();
    assertThat(result.seconds("360p_t37.mp4")).isCloseTo(10, within(0.1));
    int first = result.luma("t37_0.png", "");
    int middle = result.luma("t37_1.png", "");
    int firstTile = result.luma("overview.png", "crop=160:90:0:0,");
    int lastTile = result.luma("overview.png", "crop=160:90:1440:0,");
    assertThat(second(first)).isBetween(21, 23);
    assertThat(second(middle)).isBetween(24, 26);
    assertThat(second(firstTile)).isBetween(19, 21);
    assertThat(second(lastTile)).isBetween(28, 30);
  }

  /** The clock clip: full-range gray of luma 16 + 3 a second. */
  private static int second(int gray) {
    return Math.round(((gray * 219f / 255f + 16) - 16) / 3);
  }

  @Test
  void refusesWhatIsNoMedia() throws Exception {
    Path empty = Files.createFile(folder.resolve("t34_empty.mp4"));
    Path text = Files.writeString(folder.resolve("t34_text.mp4"), "hello\n");
    Path whole = lab.talk("whole.mp4", "640x360", "25", "4");
    Path truncated = folder.resolve("t34_trunc.mp4");
    Files.write(truncated, Arrays.copyOf(Files.readAllBytes(whole), 20_000));

    assertFails(() -> lab.encode(empty), FailureCode.SOURCE_UNREADABLE);
    assertFails(() -> lab.encode(text), FailureCode.SOURCE_UNREADABLE);
    assertFails(() -> lab.encode(truncated), FailureCode.SOURCE_UNREADABLE);
  }

  @Tag("D17")
  @Test
  void opensNoOtherFileThatAPlaylistNames() throws Exception {
    Path other =
        lab.clip(
            "other.ts", "-f lavfi -i testsrc2=s=320x180:r=25:d=2 -c:v libx264 -preset ultrafast");
    Path playlist =
        Files.writeString(
            folder.resolve("t34_playlist.mp4"),
            String.format(
                Locale.ROOT,
                "#EXTM3U\n#EXT-X-TARGETDURATION:8\n#EXTINF:8,\nfile://%s\n#EXT-X-ENDLIST\n",
                other));

    assertFails(() -> lab.encode(playlist), FailureCode.SOURCE_UNREADABLE);
  }

  @Test
  void refusesASourceThatBreaksOff() throws Exception {
    Path whole =
        lab.clip(
            "whole.mkv",
            "-f lavfi -i testsrc2=s=640x360:r=25:d=10 -f lavfi -i sine=d=10 "
                + String.join(" ", MediaLab.FAST));
    byte[] bytes = Files.readAllBytes(whole);
    Path half = Files.write(folder.resolve("half.mkv"), Arrays.copyOf(bytes, bytes.length / 2));

    assertFails(() -> lab.encode(half), FailureCode.SOURCE_INCOMPLETE);
  }

  @Test
  void refusesADeniedCodecUnopened() throws Exception {
    Path avi =
        lab.clip("t39.avi", "-f lavfi -i testsrc2=s=320x180:r=25:d=1 -c:v magicyuv -pix_fmt gbrp");
    Path mkv =
        lab.clip(
            "t39.mkv", "-f lavfi -i testsrc2=s=320x180:r=25:d=1 -c:v magicyuv -pix_fmt yuv420p");
    Path named = Files.writeString(folder.resolve("t39.txt.mp4"), "some MagicYUV text");

    assertFails(() -> lab.encode(avi), FailureCode.CODEC_DENIED);
    assertFails(() -> lab.encode(mkv), FailureCode.CODEC_DENIED);
    assertFails(() -> lab.encode(named), FailureCode.CODEC_DENIED);

    Path marked = Files.writeString(folder.resolve("t39_plain.mp4"), "not a media MAGY marker");
    assertFails(() -> lab.encode(marked), FailureCode.SOURCE_UNREADABLE);

    lab.denied = Set.of();
    assertThat(names(lab.encode(avi).info().path("encode_video"))).contains("360p_t39.mp4");
  }

  private static void assertFails(ThrowingCallable work, FailureCode code) {
    assertThatThrownBy(work)
        .isInstanceOfSatisfying(
            TaskFailedException.class,
            e -> {
              assertThat(e.failure().code()).isEqualTo(code);
              assertThat(e.failure().message()).doesNotContain("/tmp", "file:");
            });
  }

  private static List<String> names(JsonNode entries) {
    return entries.findValuesAsText("filename");
  }
}
