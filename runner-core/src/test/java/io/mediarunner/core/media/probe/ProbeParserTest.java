package io.mediarunner.core.media.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.mediarunner.core.media.FrameRate;
import io.mediarunner.core.media.MediaInfo;
import io.mediarunner.core.media.Rotation;
import org.junit.jupiter.api.Test;

class ProbeParserTest {
  @Test
  void readsAPhoneVideo() throws Exception {
    MediaInfo info =
        parse(
            """
            {"streams":[
              {"index":0,"codec_name":"h264","codec_type":"video","profile":"High","width":1280,"height":720,
               "sample_aspect_ratio":"1:1","pix_fmt":"yuv420p","r_frame_rate":"30/1","avg_frame_rate":"30/1",
               "start_time":"0.000000","duration":"4.000000","disposition":{"default":1},
               "side_data_list":[{"side_data_type":"Display Matrix","rotation":-90}]},
              {"index":1,"codec_name":"aac","codec_type":"audio","channels":2,"start_time":"2.0","duration":"3.5",
               "disposition":{"default":1},"tags":{"language":"fra"}}],
             "format":{"duration":"5.500000","start_time":"0.000000"}}
            """);

    MediaInfo.Video video = info.video().orElseThrow();
    assertThat(info.durationSeconds()).isEqualTo(5.5);
    assertThat(video.rotation()).isEqualTo(new Rotation(90, false));
    assertThat(video.displayWidth()).isEqualTo(720);
    assertThat(video.displayHeight()).isEqualTo(1280);
    assertThat(video.shortSide()).isEqualTo(720);
    assertThat(info.mainAudio().orElseThrow().language()).isEqualTo("fra");
    assertThat(info.mainAudio().orElseThrow().endSeconds()).isEqualTo(5.5);
  }

  @Test
  void tellsPicturesFromVideoByWhatTheyAre() throws Exception {
    MediaInfo cover =
        parse(
            """
            {"streams":[
              {"index":0,"codec_name":"mjpeg","codec_type":"video","width":600,"height":600,"disposition":{"attached_pic":1}},
              {"index":1,"codec_name":"mp3","codec_type":"audio","channels":2}],"format":{"duration":"10"}}
            """);
    MediaInfo motionJpeg =
        parse(
            """
            {"streams":[
              {"index":0,"codec_name":"mjpeg","codec_type":"video","width":640,"height":360,"nb_frames":"100",
               "avg_frame_rate":"25/1","r_frame_rate":"25/1","duration":"4.0"},
              {"index":1,"codec_name":"pcm_s16le","codec_type":"audio","channels":1}],"format":{"duration":"4"}}
            """);

    assertThat(cover.video()).isEmpty();
    assertThat(cover.coverIndex()).contains(0);
    assertThat(motionJpeg.video()).isPresent();
    assertThat(motionJpeg.coverIndex()).isEmpty();
  }

  @Test
  void leavesOutAudioThatNobodyCanDecode() throws Exception {
    MediaInfo info =
        parse(
            """
            {"streams":[
              {"index":1,"codec_name":"aac","codec_type":"audio","channels":2},
              {"index":2,"codec_type":"audio","channels":4}],"format":{"duration":"4"}}
            """);

    assertThat(info.audio()).hasSize(1);
    assertThat(info.undecodableAudio()).isEqualTo(1);
  }

  @Test
  void findsDurationsInTags() throws Exception {
    assertThat(
            parse(
                    """
                    {"streams":[{"index":0,"codec_name":"vp8","codec_type":"video","width":640,"height":360,
                      "tags":{"DURATION":"00:01:04.920000000"}}],"format":{}}
                    """)
                .durationSeconds())
        .isEqualTo(64.92);
  }

  @Test
  void letsNoStreamReachBeyondItsFile() throws Exception {
    // Matroska as ffmpeg writes it: the tag counts from the file's beginning.
    MediaInfo info =
        parse(
            """
            {"streams":[{"index":0,"codec_name":"h264","codec_type":"video","width":640,"height":360,
              "start_time":"0.523000","tags":{"DURATION":"00:00:06.523000000"}}],
             "format":{"start_time":"0.000000","duration":"6.523000"}}
            """);

    assertThat(info.durationSeconds()).isEqualTo(6.523);
    assertThat(info.video().orElseThrow().endSeconds()).isEqualTo(6.523);
    assertThat(info.video().orElseThrow().durationSeconds()).isEqualTo(6.0, within(1e-9));
  }

  @Test
  void survivesMissingAndOddFacts() throws Exception {
    MediaInfo info =
        parse(
            """
            {"streams":[{"index":0,"codec_type":"video","codec_name":"h264","width":640,"height":360,
              "sample_aspect_ratio":"0:1","r_frame_rate":"0/0","avg_frame_rate":"junk","duration":"N/A"}]}
            """);

    assertThat(info.durationSeconds()).isZero();
    assertThat(info.video().orElseThrow().displayWidth()).isEqualTo(640);
    assertThat(info.video().orElseThrow().average()).isEqualTo(FrameRate.of(25));
  }

  private static MediaInfo parse(String json) throws Exception {
    return ProbeParser.parse(new ObjectMapper().readTree(json));
  }
}
