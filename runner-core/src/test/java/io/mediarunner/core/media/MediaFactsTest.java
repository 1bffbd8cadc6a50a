package io.mediarunner.core.media;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MediaFactsTest {
  @Test
  void sayWhatAPersonWouldSay() {
    MediaInfo info =
        new MediaInfo(
            723.5,
            Optional.empty(),
            List.of(
                new MediaInfo.Audio(1, "aac", 2, "fra", "secret title", true, 723.5),
                new MediaInfo.Audio(2, "pcm_s16le", 1, "", "", false, 723.5),
                new MediaInfo.Audio(3, "opus", 6, "xyz", "", false, 723.5)),
            0,
            Optional.of(0),
            List.of(new MediaInfo.Subtitle(4, "fra")),
            List.of(new MediaInfo.Chapter(0, 1, "a"), new MediaInfo.Chapter(1, 2, "b")),
            List.of("aac"));

    assertThat(MediaFacts.of(info))
        .isEqualTo(
            "12:03.5, AAC stereo fr, PCM mono, Opus 6 channels, 1 subtitle track, 2 chapters,"
                + " cover art");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0:00",
    "4.92, 0:04.92",
    "10, 0:10",
    "59.999, 1:00",
    "723.5, 12:03.5",
    "3723.04, 1:02:03.04",
    "36000, 10:00:00"
  })
  void writesLengthsAsAClock(double seconds, String text) {
    assertThat(MediaFacts.clock(seconds)).isEqualTo(text);
  }
}
