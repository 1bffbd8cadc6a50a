package io.mediarunner.core.media.probe;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.mediarunner.core.hostile.Mutations;
import io.mediarunner.core.json.Json;
import io.mediarunner.core.media.Timeline;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What ffprobe and ffmpeg print about a hostile source. */
@Tag("security")
class HostileTextTest {
  @Test
  void facts() {
    Mutations.check(
        "ffprobe's JSON",
        text -> ProbeParser.parse(Json.read(text)),
        Set.of(JsonProcessingException.class),
        """
        {"programs":[{"streams":[{"index":0}]}],
        "streams":[{"index":0,"codec_name":"h264","codec_type":"video","profile":"High","width":640,
        "height":360,"sample_aspect_ratio":"1:1","pix_fmt":"yuv420p","r_frame_rate":"25/1",
        "avg_frame_rate":"25/1","start_time":"0.0","duration":"3.0","nb_frames":"75",
        "field_order":"tt","color_range":"tv","disposition":{"default":1,"attached_pic":0},
        "tags":{"DURATION":"00:00:03.000","rotate":"90"},
        "side_data_list":[{"displaymatrix":"\\n00000000: 0 65536 0\\n00000001: -65536 0 0\\n","rotation":-90}]},
        {"index":1,"codec_name":"aac","codec_type":"audio","channels":2,"channel_layout":"stereo",
        "duration":"3.0","disposition":{"default":1},"tags":{"language":"fre","title":"x"}},
        {"index":2,"codec_name":"subrip","codec_type":"subtitle","tags":{"language":"fre"}}],
        "chapters":[{"id":0,"start_time":"0.0","end_time":"1.0","tags":{"title":"c"}}],
        "format":{"format_name":"mov,mp4","start_time":"0.0","duration":"3.0"}}
        """);
  }

  @Test
  void packets() {
    Mutations.check(
        "packets of framecrc",
        text -> {
          PacketTimes times = new PacketTimes(List.of(0, 1));
          text.lines().forEach(times::accept);
          times.spans();
        },
        Set.of(),
        """
        #tb 0: 1/25
        #tb 1: 1/48000
        0, 0, 0, 1, 100, 0x0
        1, 0, 0, 1024, 10, 0x0
        0, 1, 1, 1, 9, 0x1
        """);
  }

  @Test
  void joinedPackets() {
    Mutations.check(
        "packets of ffprobe",
        text -> {
          JoinedTimes times = new JoinedTimes(List.of(0, 1), Timeline.LEAP_SECONDS, false);
          text.lines().forEach(times::accept);
          times.spans();
          times.places();
        },
        Set.of(),
        """
        0,0.000000,0.000000,0.040000,K__
        1,0.000000,0.000000,0.021333,K__
        0,900.04,900.04,0.04,__
        """);
  }
}
