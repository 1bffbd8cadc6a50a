package io.mediarunner.core.media;

import static org.assertj.core.api.Assertions.assertThat;

import io.mediarunner.core.media.ffmpeg.FfmpegTools;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Plans and command lines, without ffmpeg. */
class EncodePlanTest {
  private static final FfmpegTools TOOLS =
      new FfmpegTools(Path.of("/bin/ffmpeg"), Path.of("/bin/ffprobe"), "5.1", "system", Map.of());

  @Test
  void encodesAFullHdLectureInOnePass() {
    EncodePlan plan = plan(info(video(1920, 1080, 25, 60), audio(60)), Optional.empty());

    assertThat(mainPass(plan))
        .isEqualTo(
            "/bin/ffmpeg -hide_banner -nostdin -nostats -y -loglevel level+info -progress file:/w/p.txt"
                + " -stats_period 0.5 -protocol_whitelist file,crypto,data -format_whitelist "
                + "mov,mp4,matroska,webm,avi,mpegts,mpeg,mpegvideo,m4v,flv,asf,ogg,mp3,wav,w64,aac,flac,mxf,aiff,caf,amr,dv,ivf,rm,h264,hevc"
                + " -probesize 100M -analyzeduration 100M -i file:/w/source.mp4 -filter_complex "
                + "[0:0]fps=25:start_time=0,scale=1920:1080,setsar=1,format=yuv420p,split=2[v2][d2];"
                + "[d2]scale=1280:720,setsar=1,format=yuv420p,split=2[v1][d1];"
                + "[d1]scale=640:360,setsar=1,format=yuv420p,split=2[v0][d0];"
                + "[d0]fps=60000/60000,tpad=stop_mode=clone:stop=1,scale=160:90:force_original_aspect_ratio=decrease:flags=lanczos,"
                + "pad=160:90:-1:-1:black,setsar=1,tile=10x6[sprite];"
                + "[0:1]aresample=48000:async=1:first_pts=0,aformat=sample_fmts=fltp:channel_layouts=stereo,asplit=4[a0][a1][a2][mp3]"
                + rung(
                    "0", "3.0", "750000", "500000", "1000000", "1500000", "96000", "360p_talk.mp4")
                + rung(
                    "1",
                    "3.1",
                    "2000000",
                    "1000000",
                    "3000000",
                    "4000000",
                    "128000",
                    "720p_talk.mp4")
                + rung(
                    "2",
                    "4.0",
                    "3000000",
                    "2000000",
                    "4500000",
                    "6000000",
                    "192000",
                    "1080p_talk.mp4")
                + " -map [mp3] -c:a libmp3lame -q:a 2 -ar 44100 -t 60.000000 -max_muxing_queue_size 9999 -max_interleave_delta 0"
                + " -map_metadata -1 -map_chapters -1 -f mp3 file:/w/audio_192k_talk.mp3"
                + " -map [sprite] -frames:v 1 -update 1 -f image2 file:/w/overview.png");
  }

  private static String rung(
      String i,
      String level,
      String rate,
      String min,
      String max,
      String buffer,
      String audio,
      String file) {
    return " -map [v%s] -map [a%s] -c:v libx264 -preset slow -profile:v high -level %s -b:v %s -minrate %s -maxrate %s -bufsize %s"
            .formatted(i, i, level, rate, min, max, buffer)
        + " -qmin 20 -qmax 50 -force_key_frames expr:gte(t,n_forced*2) -sc_threshold 0 -pix_fmt yuv420p -c:a aac -b:a "
        + audio
        + " -ar 48000 -t 60.000000 -max_muxing_queue_size 9999 -max_interleave_delta 0 -map_metadata -1 -map_chapters -1"
        + " -movflags +faststart -write_tmcd 0 -f mp4 file:/w/"
        + file;
  }

  @Test
  void copiesFinishedRenditionsIntoHls() {
    EncodePlan plan = plan(info(video(640, 360, 25, 60), audio(60)), Optional.empty());

    assertThat(String.join(" ", new EncodeCommands(TOOLS, plan).hlsCopies(Path.of("/w"))))
        .contains("-i file:/w/360p_talk.mp4 -map 0 -c copy")
        .endsWith(
            "-f hls -hls_playlist_type vod -hls_list_size 0 -hls_time 2 -hls_flags single_file+independent_segments -hls_segment_filename 360p_talk.ts 360p_talk.m3u8")
        .doesNotContain("libx264");
  }

  @Test
  void seeksInTheInputForACut() {
    EncodePlan plan =
        plan(info(video(640, 360, 25, 60), audio(60)), Optional.of(new Cut(20, 30.5)));

    assertThat(plan.seconds()).isEqualTo(10.5);
    assertThat(mainPass(plan))
        .contains("-ss 20.000000 -to 30.500000 -protocol_whitelist")
        .contains("-t 10.500000")
        .contains("fps=11000/10500");
  }

  @Test
  void fillsUpWhatEndsEarly() {
    assertThat(mainPass(plan(info(video(640, 360, 25, 1), audio(9)), Optional.empty())))
        .contains("tpad=stop_mode=clone:stop_duration=9.000000,scale")
        .doesNotContain("apad");
    assertThat(mainPass(plan(info(video(640, 360, 25, 9), audio(4)), Optional.empty())))
        .contains(",apad,asplit");
  }

  @Test
  void opensNoNetworkAndNoPlaylist() {
    EncodePlan plan = plan(info(video(640, 360, 25, 9), audio(9)), Optional.empty());
    EncodeCommands commands = new EncodeCommands(TOOLS, plan);
    List<List<String>> all =
        List.of(
            commands.mainPass(Path.of("/w/source.mp4"), Path.of("/w"), Path.of("/w/p.txt")),
            commands.hlsCopies(Path.of("/w")),
            commands.thumbnails(Path.of("/w/360p_talk.mp4"), List.of(1.0, 2.0), Path.of("/o")));

    for (List<String> command : all) {
      long inputs = command.stream().filter("-i"::equals).count();
      assertThat(command.stream().filter("-protocol_whitelist"::equals)).hasSize((int) inputs);
      assertThat(command.stream().filter("-format_whitelist"::equals)).hasSize((int) inputs);
      assertThat(command)
          .contains("-nostdin")
          .noneMatch(arg -> arg.contains("http") || arg.equals("hls,"));
    }
  }

  @Test
  void plansSoundAlone() {
    EncodePlan plan =
        EncodePlan.of(
            new MediaInfo(20, Optional.empty(), List.of(audio(20)), 0, Optional.of(3)),
            Ladder.DEFAULT,
            Optional.empty(),
            OutputNames.of("talk.mp3"),
            "slow",
            Optional.of("Thermo"));

    assertThat(plan.rungs()).isEmpty();
    assertThat(plan.overview()).isEmpty();
    assertThat(mainPass(plan))
        .contains(
            "asplit=2[mp3][m4a]",
            "-map [m4a] -c:a aac",
            "-map 0:3 -frames:v 1",
            "-metadata title=Thermo");
  }

  private static String mainPass(EncodePlan plan) {
    return String.join(
        " ",
        new EncodeCommands(TOOLS, plan)
            .mainPass(Path.of("/w/source.mp4"), Path.of("/w"), Path.of("/w/p.txt")));
  }

  private static EncodePlan plan(MediaInfo info, Optional<Cut> cut) {
    return EncodePlan.of(
        info, Ladder.DEFAULT, cut, OutputNames.of("talk.mp4"), "slow", Optional.empty());
  }

  private static MediaInfo info(MediaInfo.Video video, MediaInfo.Audio audio) {
    return new MediaInfo(
        Math.max(video.endSeconds(), audio.endSeconds()),
        Optional.of(video),
        List.of(audio),
        0,
        Optional.empty());
  }

  private static MediaInfo.Video video(int width, int height, int rate, double seconds) {
    return new MediaInfo.Video(
        0,
        "h264",
        "High",
        "yuv420p",
        width,
        height,
        1,
        1,
        0,
        FrameRate.of(rate),
        FrameRate.of(rate),
        seconds,
        seconds,
        false);
  }

  private static MediaInfo.Audio audio(double seconds) {
    return new MediaInfo.Audio(1, "aac", 2, "", true, seconds);
  }
}
