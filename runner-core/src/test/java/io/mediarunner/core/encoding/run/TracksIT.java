package io.mediarunner.core.encoding.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.mediarunner.core.media.MediaLab;
import io.mediarunner.core.media.MediaLab.Result;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sources with several audio tracks, subtitles, chapters (cases T21, T22, T26, T36). */
class TracksIT {
  private static final String X = String.join(" ", MediaLab.FAST);
  @TempDir private Path folder;
  private MediaLab lab;

  @BeforeEach
  void openLab() {
    lab = new MediaLab(folder);
  }

  @Test
  void offersTheSecondLanguage() throws Exception {
    Path source =
        lab.clip(
            "t21.mp4",
            "-f lavfi -i testsrc2=s=640x360:r=25:d=6 -f lavfi -i sine=f=440:d=6 -f lavfi -i sine=f=880:d=6"
                + " -map 0 -map 1 -map 2 "
                + X
                + " -metadata:s:a:0 language=fra -metadata:s:a:1 language=eng");

    Result result = lab.encode(source);

    String master = Files.readString(result.folder().resolve("master.m3u8"));
    assertThat(master)
        .contains(
            "#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"sound\",NAME=\"français\",LANGUAGE=\"fr\",DEFAULT=YES,AUTOSELECT=YES\n")
        .contains(
            "NAME=\"English\",LANGUAGE=\"en\",DEFAULT=NO,AUTOSELECT=YES,URI=\"audio_en_1_t21.m3u8\"")
        .contains("AUDIO=\"sound\"\n360p_t21.m3u8");
    assertThat(result.hears("audio_192k_t21.mp3", 440, 1, 3)).isTrue();
    assertThat(result.hears("audio_192k_t21.mp3", 880, 1, 3)).isFalse();
    assertThat(result.hears("audio_en_1_t21.ts", 880, 1, 3)).isTrue();
    assertThat(result.hears("360p_t21.ts", 440, 1, 3)).isTrue();
    assertThat(result.seconds("audio_en_1_t21.ts")).isCloseTo(6, within(0.15));
    JsonNode streams = result.probe("360p_t21.mp4").path("streams");
    assertThat(streams).hasSize(3);
    assertThat(streams.path(1).path("tags").path("language").asText()).isEqualTo("fra");
    assertThat(streams.path(2).path("tags").path("language").asText()).isEqualTo("eng");
  }

  @Test
  void leavesOutATrackThatNobodyCanDecode() throws Exception {
    Path raw =
        lab.clip(
            "raw.mp4",
            "-f lavfi -i testsrc2=s=640x360:r=25:d=4 -f lavfi -i sine=f=440:d=4 -f lavfi -i sine=f=880:d=4"
                + " -map 0 -map 1 -map 2 "
                + X);
    String bytes = Files.readString(raw, StandardCharsets.ISO_8859_1);
    bytes = replaceLast(replaceLast(bytes, "mp4a", "apac"), "esds", "free");
    Path source = Files.writeString(folder.resolve("t22.mp4"), bytes, StandardCharsets.ISO_8859_1);

    Result result = lab.encode(source);

    assertThat(result.info().path("audio_stream_indices").toString()).isEqualTo("[1]");
    assertThat(result.info().path("warnings").path(0).path("code").asText())
        .isEqualTo("AUDIO_TRACK_SKIPPED");
    assertThat(result.probe("360p_t22.mp4").path("streams")).hasSize(2);
  }

  private static String replaceLast(String text, String old, String now) {
    int at = text.lastIndexOf(old);
    return text.substring(0, at) + now + text.substring(at + old.length());
  }

  private Path withSubtitles() throws Exception {
    Path srt =
        Files.writeString(
            folder.resolve("t26.srt"),
            "1\n00:00:00,000 --> 00:00:02,000\nBonjour\n\n2\n00:00:02,000 --> 00:00:04,000\nMonde\n\n");
    return lab.clip(
        "t26.mp4",
        "-f lavfi -i testsrc2=s=640x360:r=25:d=4 -f lavfi -i sine=d=4 -i "
            + srt
            + " -map 0 -map 1 -map 2 "
            + X
            + " -c:s mov_text -metadata:s:s:0 language=fra");
  }

  @Test
  void takesSubtitlesOut() throws Exception {
    Result result = lab.encode(withSubtitles());

    assertThat(Files.readString(result.folder().resolve("subtitle_fr_0.vtt")))
        .startsWith("WEBVTT")
        .containsSubsequence("00:00.000 --> 00:02.000", "Bonjour", "00:02.000 --> ", "Monde");
    assertThat(result.info().path("subtitles").toString())
        .isEqualTo("[{\"language\":\"fr\",\"filename\":\"subtitle_fr_0.vtt\"}]");
    assertThat(result.probe("360p_t26.mp4").toString()).doesNotContain("subtitle");
  }

  @Test
  void movesSubtitlesBehindTheOpening() throws Exception {
    lab.talk("open.mp4", "640x360", "25", "3");

    Result result =
        lab.encode(
            withSubtitles(),
            Map.of("dressing", "{\"opening_credits_video\":\"http://host/open.mp4\"}"));

    assertThat(Files.readString(result.folder().resolve("subtitle_fr_0.vtt")))
        .containsSubsequence("00:03.000 --> 00:05.000", "Bonjour", "00:05.000 --> ", "Monde");
  }

  @Test
  void takesChaptersOutAndLeavesPrivateThingsBehind() throws Exception {
    Path metadata =
        Files.writeString(
            folder.resolve("t36.txt"),
            """
            ;FFMETADATA1
            title=My talk
            location=+48.8577+002.295/
            artist=Someone
            [CHAPTER]
            TIMEBASE=1/1000
            START=0
            END=2000
            title=Intro <b>
            [CHAPTER]
            TIMEBASE=1/1000
            START=2000
            END=4000
            title=Part 2
            """);
    Path source =
        lab.clip(
            "t36.mov",
            "-f lavfi -i testsrc2=s=640x360:r=25:d=4 -f lavfi -i sine=d=4 -i "
                + metadata
                + " -map_metadata 2 -map 0 -map 1 "
                + X
                + " -timecode 01:00:00:00");

    Result whole = lab.encode(source);
    Result cut = lab.encode(source, Map.of("cut", "{\"start\":1,\"end\":3}"));

    assertThat(Files.readString(whole.folder().resolve("chapters.vtt")))
        .isEqualTo(
            """
            WEBVTT

            00:00:00.000 --> 00:00:02.000
            Intro &lt;b>

            00:00:02.000 --> 00:00:04.000
            Part 2

            """);
    assertThat(Files.readString(cut.folder().resolve("chapters.vtt")))
        .contains("00:00:00.000 --> 00:00:01.000\nIntro", "00:00:01.000 --> 00:00:02.000\nPart 2");
    assertThat(whole.info().path("chapters").asText()).isEqualTo("chapters.vtt");
    for (String file : java.util.List.of("360p_t36.mp4", "audio_192k_t36.mp3")) {
      assertThat(whole.probe(file).toString()).doesNotContain("48.85", "Someone", "My talk");
    }
    assertThat(whole.probe("360p_t36.mp4").path("streams")).hasSize(2);
  }
}
