package io.mediarunner.core.encoding.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.mediarunner.core.encoding.packaging.HlsPlaylist;
import io.mediarunner.core.media.MediaLab;
import io.mediarunner.core.media.MediaLab.Result;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What RFC 8216 asks of playlists and segments, held against real outputs. */
class HlsRulesIT {
  private static final Pattern VARIANT =
      Pattern.compile(
          "#EXT-X-STREAM-INF:BANDWIDTH=(\\d+),AVERAGE-BANDWIDTH=(\\d+),CODECS=\"([^\"]+)\","
              + "RESOLUTION=(\\d+)x(\\d+),FRAME-RATE=([\\d.]+)[^\\n]*\\n(\\S+)\\n");
  private static final Pattern MEDIA = Pattern.compile("#EXT-X-MEDIA:TYPE=AUDIO,(.*)");
  private static final double AAC_FRAME = 1024 / 48000.0;

  @TempDir private Path folder;
  private MediaLab lab;

  @BeforeEach
  void openLab() {
    lab = new MediaLab(folder);
  }

  @ParameterizedTest
  @CsvSource({"2,5", "4,3"})
  void areKept(int segmentSeconds, int segments) throws Exception {
    lab.segmentSeconds = segmentSeconds;
    Result result =
        lab.encode(
            lab.talk("talk.mp4", "1280x720", "30000/1001", "9"),
            Map.of("rendition", "{\"1080\":null}"));

    String master = Files.readString(result.folder().resolve("master.m3u8"));
    assertThat(master).startsWith("#EXTM3U\n").contains("#EXT-X-INDEPENDENT-SEGMENTS\n");
    Matcher variant = VARIANT.matcher(master);
    List<List<Double>> boundaries = new ArrayList<>();
    List<String> order = new ArrayList<>();
    while (variant.find()) {
      order.add(variant.group(7));
      boundaries.add(media(result, variant));
    }
    assertThat(order).containsExactly("720p_talk.m3u8", "360p_talk.m3u8");
    assertThat(boundaries.get(0)).as("segments of all rungs begin together").hasSize(segments);
    for (int i = 0; i < boundaries.get(0).size(); i++) {
      assertThat(boundaries.get(1).get(i)).isCloseTo(boundaries.get(0).get(i), within(0.04));
    }
  }

  /** One rendition; returns where its segments begin. */
  private List<Double> media(Result result, Matcher variant) throws Exception {
    String text = Files.readString(result.folder().resolve(variant.group(7)));
    List<String> lines = text.lines().toList();
    assertThat(lines.get(0)).isEqualTo("#EXTM3U");
    assertThat(lines)
        .contains("#EXT-X-PLAYLIST-TYPE:VOD", "#EXT-X-INDEPENDENT-SEGMENTS", "#EXT-X-ENDLIST");
    assertThat(number(text, "#EXT-X-VERSION:(\\d+)")).as("byte ranges need 4").isGreaterThan(3);
    double target = number(text, "#EXT-X-TARGETDURATION:(\\d+)");
    HlsPlaylist playlist = HlsPlaylist.parse(text);
    Path segments = result.folder().resolve(playlist.uris().get(0));
    double at = 0;
    List<Double> begins = new ArrayList<>();
    for (HlsPlaylist.Segment segment : playlist.segments()) {
      assertThat((double) Math.round(segment.seconds())).isLessThanOrEqualTo(target);
      assertThat(segment.offset() + segment.length()).isLessThanOrEqualTo(Files.size(segments));
      assertThat(beginsWithKeyFrame(segments, segment)).isTrue();
      begins.add(at);
      at += segment.seconds();
    }
    assertThat(at).isCloseTo(9, within(0.1));
    assertThat(Double.parseDouble(variant.group(1))).isCloseTo(peak(text), within(1.0));
    assertThat(Double.parseDouble(variant.group(2))).isCloseTo(average(text), within(1.0));
    assertThat(result.size(playlist.uris().get(0)))
        .isEqualTo(variant.group(4) + "x" + variant.group(5));
    assertThat(Double.parseDouble(variant.group(6))).isCloseTo(29.97, within(0.01));
    assertThat(variant.group(3)).matches("avc1\\.6400(1e|1f),mp4a\\.40\\.2");
    return begins;
  }

  /**
   * Section 4.1, over every contiguous set of segments that lasts 0.5 to 1.5 times the target
   * duration.
   */
  private static double peak(String playlist) {
    double target = number(playlist, "#EXT-X-TARGETDURATION:(\\d+)");
    List<HlsPlaylist.Segment> all = HlsPlaylist.parse(playlist).segments();
    double peak = 0;
    for (int from = 0; from < all.size(); from++) {
      for (int to = from + 1; to <= all.size(); to++) {
        double seconds =
            all.subList(from, to).stream().mapToDouble(HlsPlaylist.Segment::seconds).sum();
        long bytes = all.subList(from, to).stream().mapToLong(HlsPlaylist.Segment::length).sum();
        if (seconds >= target * 0.5 && seconds <= target * 1.5) {
          peak = Math.max(peak, bytes * 8 / seconds);
        }
      }
    }
    return peak;
  }

  private static double average(String playlist) {
    List<HlsPlaylist.Segment> all = HlsPlaylist.parse(playlist).segments();
    return all.stream().mapToLong(HlsPlaylist.Segment::length).sum()
        * 8
        / all.stream().mapToDouble(HlsPlaylist.Segment::seconds).sum();
  }

  /** A last segment of one key frame has a high bit rate and is no peak. */
  @Test
  void countsNoSingleLastPictureAsPeak() throws Exception {
    Path source =
        lab.clip(
            "last.mp4",
            "-f lavfi -i testsrc2=s=640x360:r=25:d=4.04 -f lavfi -i sine=d=4.04 "
                + String.join(" ", MediaLab.FAST));

    Result result = lab.encode(source);

    String text = Files.readString(result.folder().resolve("360p_last.m3u8"));
    List<HlsPlaylist.Segment> segments = HlsPlaylist.parse(text).segments();
    HlsPlaylist.Segment last = segments.get(segments.size() - 1);
    assertThat(last.seconds()).isCloseTo(0.04, within(0.001));
    Matcher variant = variant(result);
    assertThat(Double.parseDouble(variant.group(1)))
        .isCloseTo(peak(text), within(1.0))
        .isLessThan(last.length() * 8 / last.seconds() / 2)
        .isLessThan(1.3 * average(text));
    assertThat(result.info().path("encode_video").path(0).path("peak_bitrate").asDouble())
        .isCloseTo(peak(text), within(1.0));
  }

  /** Too short for any set of segments of half the target duration. */
  @Test
  void hasTheAverageAsPeakOfAVeryShortVideo() throws Exception {
    Result result = lab.encode(lab.talk("blink.mp4", "320x180", "25", "0.4"));

    String text = Files.readString(result.folder().resolve("360p_blink.m3u8"));
    assertThat(Double.parseDouble(variant(result).group(1))).isCloseTo(average(text), within(1.0));
  }

  private static Matcher variant(Result result) throws Exception {
    Matcher variant = VARIANT.matcher(Files.readString(result.folder().resolve("master.m3u8")));
    assertThat(variant.find()).isTrue();
    return variant;
  }

  /** Two languages, at rates where pictures wait long for their order. */
  private Path twoLanguages(String rate, String languages) throws Exception {
    return lab.clip(
        "two.mkv", // which keeps titles
        "-f lavfi -i testsrc2=s=1280x720:r="
            + rate
            + ":d=6 -f lavfi -i sine=f=440:d=6 -f lavfi -i sine=f=880:d=6 -map 0 -map 1 -map 2 "
            + String.join(" ", MediaLab.FAST)
            + " "
            + languages);
  }

  private static final String FRENCH_AND_ENGLISH =
      "-metadata:s:a:0 language=fra -metadata:s:a:1 language=eng";

  /** Section 6.2.4. The third rate gives the rungs different rates, too. */
  @ParameterizedTest(name = "{0} pictures a second, fragmented MP4: {1}")
  @CsvSource({"10,false", "10,true", "25,false", "25,true", "60,false", "60,true"})
  void hasEqualTimestampsForAnInstantInAllRenditions(String rate, boolean fmp4) throws Exception {
    lab.fmp4 = fmp4;
    Result result = lab.encode(twoLanguages(rate, FRENCH_AND_ENGLISH));

    String suffix = fmp4 ? ".m4s" : ".ts";
    double first = first(result, "360p_two" + suffix, "v", "pts_time");
    assertThat(first(result, "360p_two" + suffix, "v", "dts_time"))
        .as("pictures out of order")
        .isLessThan(first - 0.01);
    assertThat(first(result, "720p_two" + suffix, "v", "pts_time")).isCloseTo(first, within(0.001));
    List<String> audio =
        fmp4
            ? List.of("audio_fr_0_two.m4s", "audio_en_1_two.m4s")
            : List.of("360p_two.ts", "720p_two.ts", "audio_en_1_two.ts");
    for (String file : audio) {
      assertThat(first(result, file, "a", "pts_time"))
          .as(file + ": begins with the encoder's delay, one frame before the sound")
          .isCloseTo(first - AAC_FRAME, within(0.001));
    }
  }

  /** Players of the whole files keep what they had. */
  @Test
  void leavesMp4AndMp3OnTheirOwnClock() throws Exception {
    Result result = lab.encode(twoLanguages("10", FRENCH_AND_ENGLISH));

    assertThat(result.probe("360p_two.mp4").path("format").path("start_time").asDouble()).isZero();
    assertThat(result.stream("360p_two.mp4", "video").path("start_time").asDouble()).isZero();
    assertThat(result.stream("360p_two.mp4", "audio").path("start_time").asDouble()).isZero();
    assertThat(result.seconds("360p_two.mp4")).isCloseTo(6, within(0.05));
    assertThat(result.seconds("audio_192k_two.mp3")).isCloseTo(6, within(0.1));
  }

  private static double first(Result result, String file, String stream, String field)
      throws Exception {
    String packets =
        MediaLab.run(
            List.of(
                MediaLab.tools().ffprobe().toString(),
                "-v",
                "error",
                "-select_streams",
                stream + ":0",
                "-show_entries",
                "packet=" + field,
                "-of",
                "csv=p=0",
                result.folder().resolve(file).toString()));
    return Stream.of(packets.split("[\\s,]+"))
        .filter(text -> !text.isBlank())
        .mapToDouble(Double::parseDouble)
        .min()
        .orElseThrow();
  }

  /** Section 4.3.4.1.1: members of a group have different names. */
  @ParameterizedTest
  @CsvSource({
    "-metadata:s:a:0 language=fra -metadata:s:a:1 language=fra, français, français 2",
    "-metadata:s:a:0 language=und -metadata:s:a:1 language=und, Audio 1, Audio 2",
    "-metadata:s:a:0 title=Same -metadata:s:a:1 title=Same, Same, Same 2",
    "-metadata:s:a:0 title=\" -metadata:s:a:1 title=Audio_1, Audio 1, Audio_1"
  })
  void namesTracksOfAGroupDifferently(String metadata, String first, String second)
      throws Exception {
    Path source = twoLanguages("25", metadata);

    Result result = lab.encode(source, Map.of("rendition", "{\"720\":null,\"1080\":null}"));

    Matcher media = MEDIA.matcher(Files.readString(result.folder().resolve("master.m3u8")));
    List<String> names = new ArrayList<>();
    while (media.find()) {
      names.add(media.group(1).replaceAll(".*NAME=\"([^\"]*)\".*", "$1"));
    }
    assertThat(names).containsExactly(first, second);
  }

  /** Decoders must be able to begin at any segment. */
  private boolean beginsWithKeyFrame(Path file, HlsPlaylist.Segment segment) throws Exception {
    byte[] bytes = Files.readAllBytes(file);
    int from = (int) segment.offset();
    Path alone =
        Files.write(
            folder.resolve("segment.ts"),
            Arrays.copyOfRange(bytes, from, from + (int) segment.length()));
    String packets =
        MediaLab.run(
            List.of(
                MediaLab.tools().ffprobe().toString(),
                "-v",
                "error",
                "-select_streams",
                "v:0",
                "-show_entries",
                "packet=flags",
                "-of",
                "csv=p=0",
                alone.toString()));
    return packets.startsWith("K");
  }

  private static double number(String text, String pattern) {
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    assertThat(matcher.find()).as(pattern).isTrue();
    return Double.parseDouble(matcher.group(1));
  }
}
