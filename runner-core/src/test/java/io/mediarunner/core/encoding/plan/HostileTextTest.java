package io.mediarunner.core.encoding.plan;

import io.mediarunner.core.config.LadderMode;
import io.mediarunner.core.error.TaskFailedException;
import io.mediarunner.core.hostile.Mutations;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Parameters of an encoding task. */
@Tag("security")
class HostileTextTest {
  @Test
  void cut() {
    Mutations.check(
        "cut",
        text -> Cut.parse(text, 3_600),
        Set.of(TaskFailedException.class),
        "{\"start\":\"00:00:05\",\"end\":\"00:01:00.5\",\"initial_duration\":\"01:00:00\"}",
        "{\"start\":5,\"end\":60.5}",
        "null");
  }

  @Test
  void rendition() {
    Mutations.check(
        "rendition",
        text -> RenditionParameter.apply(text, LadderMode.AUTO, warning -> {}),
        Set.of(),
        """
        {"360":{"resolution":"640x360","video_bitrate":"750k","audio_bitrate":"96k",
        "encode_mp4":true},"720":{"resolution":"1280x720","encode_mp4":false}}
        """);
  }

  @Test
  void dressing() {
    Mutations.check(
        "dressing",
        DressingParameter::parse,
        Set.of(TaskFailedException.class),
        """
        {"watermark":"http://h/l.png","watermark_position":"en haut à droite",
        "watermark_opacity":"50","opening_credits_video":"http://h/o.mp4"}
        """);
  }
}
