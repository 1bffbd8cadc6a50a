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
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What RFC 8216 asks of playlists and segments, held against real outputs. */
class HlsRulesIT {
  private static final Pattern VARIANT =
      Pattern.compile(
          "#EXT-X-STREAM-INF:BANDWIDTH=(\\d+),AVERAGE-BANDWIDTH=(\\d+),CODECS=\"([^\"]+)\","
              + "RESOLUTION=(\\d+)x(\\d+),FRAME-RATE=([\\d.]+)[^\\n]*\\n(\\S+)\\n");
  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({"2,5", "4,3"})
  void areKept(int segmentSeconds, int segments) throws Exception {
    MediaLab lab = new MediaLab(folder);
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
    long peak = 0;
    double at = 0;
    List<Double> begins = new ArrayList<>();
    for (HlsPlaylist.Segment segment : playlist.segments()) {
      assertThat((double) Math.round(segment.seconds())).isLessThanOrEqualTo(target);
      assertThat(segment.offset() + segment.length()).isLessThanOrEqualTo(Files.size(segments));
      assertThat(beginsWithKeyFrame(segments, segment)).isTrue();
      peak = Math.max(peak, (long) (segment.length() * 8 / segment.seconds()));
      begins.add(at);
      at += segment.seconds();
    }
    assertThat(at).isCloseTo(9, within(0.1));
    assertThat(Long.parseLong(variant.group(1))).isGreaterThanOrEqualTo(peak);
    assertThat(Long.parseLong(variant.group(2))).isLessThanOrEqualTo(peak);
    assertThat(result.size(playlist.uris().get(0)))
        .isEqualTo(variant.group(4) + "x" + variant.group(5));
    assertThat(Double.parseDouble(variant.group(6))).isCloseTo(29.97, within(0.01));
    assertThat(variant.group(3)).matches("avc1\\.6400(1e|1f),mp4a\\.40\\.2");
    return begins;
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
