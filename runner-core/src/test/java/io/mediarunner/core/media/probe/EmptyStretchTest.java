package io.mediarunner.core.media.probe;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mediarunner.core.error.TaskFailedException;
import io.mediarunner.core.media.Timeline;
import io.mediarunner.core.media.Timeline.Gap;
import io.mediarunner.core.media.Timeline.Seeking;
import io.mediarunner.core.media.Timeline.Span;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EmptyStretchTest {
  private static Timeline timeline(Span video, Span audio) {
    double end = Math.max(video.endSeconds(), audio.endSeconds());
    return new Timeline(end, Map.of(0, video, 1, audio), List.of(), Seeking.SEARCHED, true);
  }

  @Test
  void refusesHoursWithoutAnything() {
    Span video = new Span(0, 12_320, 1, 26, List.of(new Gap(1, 12_319)));
    Span audio = new Span(0, 1.2, 0, 50, List.of());

    assertThatThrownBy(() -> EmptyStretch.check(timeline(video, audio)))
        .isInstanceOf(TaskFailedException.class)
        .hasMessageContaining("after 1.2 s")
        .hasMessageContaining("3.4 hours");
  }

  @Test
  void acceptsAStillPictureWithSpeechAndALongBreak() {
    Span slide = new Span(0, 9_000, 1, 2, List.of(new Gap(1, 8_999)));
    Span speech = new Span(0, 9_000, 0, 90_000, List.of(new Gap(3_000, 6_500)));

    assertThatCode(() -> EmptyStretch.check(timeline(slide, speech))).doesNotThrowAnyException();
  }

  @Test
  void acceptsWhatNothingIsKnownOf() {
    assertThatCode(() -> EmptyStretch.check(Timeline.ofLength(90_000))).doesNotThrowAnyException();
  }
}
