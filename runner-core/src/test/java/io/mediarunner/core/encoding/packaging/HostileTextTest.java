package io.mediarunner.core.encoding.packaging;

import io.mediarunner.core.hostile.Mutations;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Subtitles that come out of a source, and playlists. */
@Tag("security")
class HostileTextTest {
  @TempDir private Path folder;

  @Test
  void subtitles() {
    Path file = folder.resolve("whole.vtt");
    Mutations.check(
        "WebVTT",
        text -> {
          Files.writeString(file, Mutations.encodable(text));
          SubtitleFile.cut(file, folder.resolve("part.vtt"), 1, 20, 2);
        },
        Set.of(),
        """
        WEBVTT

        00:01.000 --> 00:02.500
        First
        line

        1
        01:00:00.000 --> 01:00:01.000
        <b>x
        """,
        "WEBVTT - t\n\nNOTE c\n\n00:00.000 --> 00:59.000 align:left\nx\n");
  }

  @Test
  void playlist() {
    Mutations.check(
        "playlist",
        HlsPlaylist::parse,
        Set.of(IllegalArgumentException.class),
        """
        #EXTM3U
        #EXT-X-VERSION:7
        #EXT-X-TARGETDURATION:2
        #EXT-X-MAP:URI="v.mp4",BYTERANGE="800@0"
        #EXTINF:2.000000,
        #EXT-X-BYTERANGE:5000@800
        v.mp4
        #EXTINF:1.5,
        #EXT-X-BYTERANGE:90
        v.mp4
        #EXT-X-ENDLIST
        """);
  }
}
