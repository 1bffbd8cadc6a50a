package io.mediarunner.core.encoding.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mediarunner.core.encoding.packaging.HlsPlaylist;
import io.mediarunner.core.media.MediaLab;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Fragmented MP4 for HLS, and the DASH manifest of the same files. */
class CmafIT {
  @TempDir private Path folder;

  @Test
  void servesHlsAndDashFromTheSameFiles() throws Exception {
    MediaLab lab = new MediaLab(folder);
    lab.fmp4 = true;
    Path source =
        lab.clip(
            "talk.mp4",
            "-f lavfi -i testsrc2=s=1280x720:r=25:d=5 -f lavfi -i sine=f=440:d=5 -f lavfi -i sine=f=880:d=5"
                + " -map 0 -map 1 -map 2 "
                + String.join(" ", MediaLab.FAST)
                + " -metadata:s:a:0 language=fra -metadata:s:a:1 language=eng");

    MediaLab.Result result = lab.encode(source);

    assertThat(result.files())
        .contains(
            "360p_talk.m3u8",
            "360p_talk.m4s",
            "720p_talk.m3u8",
            "720p_talk.m4s",
            "audio_fr_0_talk.m3u8",
            "audio_fr_0_talk.m4s",
            "audio_en_1_talk.m4s",
            "manifest.mpd",
            "master.m3u8")
        .noneMatch(name -> name.endsWith(".ts"));
    assertThat(result.info().path("dash_manifest").asText()).isEqualTo("manifest.mpd");
    String playlist = Files.readString(result.folder().resolve("720p_talk.m3u8"));
    assertThat(playlist).contains("#EXT-X-MAP:URI=\"720p_talk.m4s\",BYTERANGE=");
    HlsPlaylist ranges = HlsPlaylist.parse(playlist);
    assertThat(ranges.initLength()).isPositive();
    assertThat(ranges.fills(Files.size(result.folder().resolve("720p_talk.m4s")))).isTrue();
    assertThat(Files.readString(result.folder().resolve("master.m3u8")))
        .contains("URI=\"audio_fr_0_talk.m3u8\"", "URI=\"audio_en_1_talk.m3u8\"")
        .contains("#EXT-X-VERSION:7");
    JsonNode frames = read(result.folder().resolve("master.m3u8")).path("frames");
    assertThat(count(frames, "video")).isEqualTo(2 * 125);
    assertThat(count(frames, "audio")).isGreaterThan(2 * 230);
    String dash = Files.readString(result.folder().resolve("manifest.mpd"));
    for (String name : List.of("360p_talk", "720p_talk", "audio_fr_0_talk", "audio_en_1_talk")) {
      HlsPlaylist same =
          HlsPlaylist.parse(Files.readString(result.folder().resolve(name + ".m3u8")));
      assertThat(dash)
          .contains("<BaseURL>" + name + ".m4s</BaseURL>")
          .contains(same.segments().stream().map(CmafIT::range).toList());
    }
  }

  /** First and last byte of a segment, as DASH writes them. */
  private static String range(HlsPlaylist.Segment segment) {
    long last = segment.offset() + segment.length() - 1;
    return "<SegmentURL mediaRange=\"" + segment.offset() + "-" + last + "\"/>";
  }

  private static long count(JsonNode frames, String type) {
    long count = 0;
    for (JsonNode frame : frames) {
      count += frame.path("media_type").asText().equals(type) ? 1 : 0;
    }
    return count;
  }

  /** Decodes everything that a manifest names. */
  private static JsonNode read(Path manifest) throws Exception {
    return new com.fasterxml.jackson.databind.ObjectMapper()
        .readTree(
            MediaLab.run(
                List.of(
                    MediaLab.tools().ffprobe().toString(),
                    "-v",
                    "error",
                    "-protocol_whitelist",
                    "file,crypto,data",
                    "-allowed_extensions",
                    "ALL",
                    "-show_entries",
                    "frame=media_type",
                    "-print_format",
                    "json",
                    manifest.toString())));
  }
}
