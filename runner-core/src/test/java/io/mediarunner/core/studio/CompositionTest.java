package io.mediarunner.core.studio;

import static org.assertj.core.api.Assertions.assertThat;

import io.mediarunner.core.encoding.command.EncodeCommands;
import io.mediarunner.core.encoding.plan.BaseVideo;
import io.mediarunner.core.encoding.plan.Dressing;
import io.mediarunner.core.encoding.plan.EncodeOptions;
import io.mediarunner.core.encoding.plan.EncodePlan;
import io.mediarunner.core.encoding.plan.HlsSegments;
import io.mediarunner.core.encoding.plan.Ladder;
import io.mediarunner.core.encoding.plan.OutputNames;
import io.mediarunner.core.encoding.plan.RateControl;
import io.mediarunner.core.media.Colour;
import io.mediarunner.core.media.FrameRate;
import io.mediarunner.core.media.MediaInfo;
import io.mediarunner.core.media.Rotation;
import io.mediarunner.core.media.ffmpeg.FfmpegTools;
import io.mediarunner.core.media.ffmpeg.InputRules;
import io.mediarunner.core.media.hardware.Acceleration;
import io.mediarunner.core.media.hardware.Hardware;
import io.mediarunner.core.studio.Composition.Recording;
import io.mediarunner.core.studio.Composition.Role;
import io.mediarunner.core.studio.Composition.Size;
import io.mediarunner.core.studio.CuttingList.Window;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompositionTest {
  private static final FfmpegTools TOOLS =
      new FfmpegTools(Path.of("/bin/ffmpeg"), Path.of("/bin/ffprobe"), "6.1", "test", Map.of())
          .with(new InputRules(""));

  private static Recording recording(Role role, int width, int height, int rate, double seconds) {
    FrameRate fps = FrameRate.of(rate);
    MediaInfo.Video video =
        new MediaInfo.Video(
            0,
            role == Role.PRESENTER ? "vp8" : "h264",
            "",
            "yuv420p",
            width,
            height,
            1,
            1,
            Rotation.NONE,
            fps,
            fps,
            seconds,
            seconds,
            false,
            Colour.UNKNOWN);
    return new Recording(
        role,
        Path.of("/w/" + role.wireName() + ".mp4"),
        new MediaInfo(
            seconds,
            Optional.of(video),
            List.of(new MediaInfo.Audio(1, "aac", 2, "fra", "", true, seconds)),
            0,
            Optional.empty(),
            List.of(),
            List.of(),
            List.of("h264", "aac")),
        role == Role.PRESENTATION);
  }

  private static Recording screen() {
    return recording(Role.PRESENTATION, 1280, 720, 25, 12);
  }

  private static Recording camera() {
    return recording(Role.PRESENTER, 640, 480, 30, 12);
  }

  private static Composition composition(
      Layout layout, List<Recording> recordings, boolean gpu, Window... windows) {
    return new Composition(
        layout,
        recordings,
        Arrays.asList(windows),
        List.of(0),
        Composition.rate(recordings),
        new BaseVideo(23, "medium", "128k", gpu));
  }

  private static String command(Composition composition, Acceleration acceleration) {
    EncodePlan plan =
        EncodePlan.of(
            composition,
            new EncodeOptions(
                Ladder.DEFAULT,
                Optional.empty(),
                Dressing.NONE,
                OutputNames.of(BaseVideo.NAME, HlsSegments.TS),
                2,
                new RateControl("slow", OptionalInt.empty()),
                Optional.empty()),
            acceleration);
    return String.join(
            " ",
            new EncodeCommands(TOOLS, plan)
                .mainPass(Path.of("/unused"), Path.of("/w"), Path.of("/w/p.txt")))
        .replaceAll(
            "-protocol_whitelist file,crypto,data -format_whitelist \\S+ -probesize 100M"
                + " -analyzeduration 100M -max_pixels \\d+ ",
            "");
  }

  @ParameterizedTest
  @CsvSource({
    "MID, 1280, 720, 640, 480, 1494, 480",
    "MID, 1280, 720, 640, 479, 1496, 480",
    "PIPH, 1280, 720, 640, 480, 1280, 720",
    "PIPB, 1279, 721, 640, 480, 1280, 722"
  })
  void hasTheSizeOfItsLayout(
      Layout layout, int width, int height, int otherWidth, int otherHeight, int to, int high) {
    Composition composition =
        composition(
            layout,
            List.of(
                recording(Role.PRESENTATION, width, height, 30, 9),
                recording(Role.PRESENTER, otherWidth, otherHeight, 30, 9)),
            false,
            new Window(0, 9));

    assertThat(composition.size()).isEqualTo(new Size(to, high));
  }

  @ParameterizedTest
  @CsvSource({"480, 120", "720, 180", "721, 180", "1080, 270", "90, 22", "50, 12"})
  void makesTheSmallPictureAQuarterAsHigh(int height, int small) {
    Composition composition =
        composition(
            Layout.PIPB,
            List.of(recording(Role.PRESENTATION, 1280, height, 30, 9), camera()),
            false,
            new Window(0, 9));

    assertThat(composition.sizes().get(1).height()).isEqualTo(small);
  }

  @Test
  void keepsARateThatAllAgreeOn() {
    assertThat(Composition.rate(List.of(screen(), camera()))).isEqualTo(FrameRate.of(30));
    assertThat(Composition.rate(List.of(screen()))).isEqualTo(FrameRate.of(25));
    assertThat(Composition.rate(List.of(recording(Role.PRESENTATION, 640, 360, 5, 9))))
        .isEqualTo(FrameRate.of(30));
  }

  @Test
  void composesAndEncodesInOneCommand() {
    assertThat(
            command(
                composition(Layout.PIPB, List.of(screen(), camera()), false, new Window(2, 6)),
                Acceleration.NONE))
        .isEqualTo(
            "/bin/ffmpeg -hide_banner -nostdin -nostats -y -loglevel level+verbose -progress file:/w/p.txt"
                + " -stats_period 0.5 -noaccurate_seek -ss 2.000000 -reinit_filter:v 0 -i file:/w/presentation.mp4"
                + " -noaccurate_seek -ss 2.000000 -reinit_filter:v 0 -i file:/w/presenter.mp4 -filter_complex "
                + "[0:0]scale=1280:720:out_range=tv,setsar=1,format=yuv420p,fps=30:start_time=0,tpad=stop=-1:stop_mode=clone[s0_0];"
                + "[1:0]scale=240:180:in_color_matrix=smpte170m:out_color_matrix=bt709:out_range=tv,setsar=1,format=yuv420p,fps=30:start_time=0,tpad=stop=-1:stop_mode=clone[s0_1];"
                + "[s0_0][s0_1]overlay=W-w-10:H-h-10,trim=duration=4.000000,setpts=PTS-STARTPTS,setsar=1[w0v];"
                + "[0:1]aresample=48000:async=1:first_pts=0,aformat=sample_fmts=fltp:channel_layouts=stereo,apad,atrim=duration=4.000000,asetpts=PTS-STARTPTS[h0_0];"
                + "[h0_0]anull[w0a];[w0v]split=2[cv][cb];[w0a]asplit=2[ca][ba];"
                + "[cb]setparams=range=tv:color_primaries=bt709:color_trc=bt709:colorspace=bt709[bv];"
                + "[cv]scale=1280:720:out_range=tv,setsar=1,format=yuv420p,setparams=range=tv:color_primaries=bt709:color_trc=bt709:colorspace=bt709,fps=30:start_time=0,split=2[c0][c1];"
                + "[c0]scale=640:360,setsar=1,format=yuv420p,split=2[r0][d];[r0]null[v0];[c1]null[v1];"
                + "[d]fps=4000/4000,tpad=stop_mode=clone:stop=1,scale=160:90:force_original_aspect_ratio=decrease:flags=lanczos,pad=160:90:-1:-1:black,setsar=1[tiles];"
                + "[ca]anull,aformat=sample_fmts=fltp:channel_layouts=stereo,asplit=3[a0][a1][mp3]"
                + rung(0, "3.0", 750_000, 500_000, 1_000_000, 1_500_000, 96_000, "360p")
                + rung(1, "3.1", 2_000_000, 1_000_000, 3_000_000, 4_000_000, 128_000, "720p")
                + " -map [bv] -c:v libx264 -preset medium -crf 23 -profile:v high -pix_fmt yuv420p -sc_threshold 0"
                + " -force_key_frames expr:gte(t,n_forced*1) -map [ba] -c:a aac -b:a 128k -ar 48000"
                + COMMON
                + " -movflags +faststart -write_tmcd 0 -f mp4 file:/w/studio_base.mp4"
                + " -map [mp3] -c:a libmp3lame -q:a 2 -ar 44100"
                + COMMON
                + " -f mp3 file:/w/audio_192k_studio_base.mp3"
                + " -map [tiles] -frames:v 4 -c:v rawvideo -pix_fmt rgb24 -f rawvideo file:/w/overview.rgb");
  }

  private static final String COMMON =
      " -t 4.000000 -max_muxing_queue_size 9999 -max_interleave_delta 0 -map_metadata -1"
          + " -map_chapters -1";

  private static String rung(
      int i, String level, int rate, int min, int max, int buffer, int audio, String name) {
    return String.format(
            Locale.ROOT,
            " -map [v%d] -map [a%d] -c:v libx264 -preset slow -b:v %d -minrate %d -maxrate %d"
                + " -bufsize %d -qmin 20 -qmax 50 -profile:v high -level %s",
            i,
            i,
            rate,
            min,
            max,
            buffer,
            level)
        + " -force_key_frames expr:gte(t,n_forced*2) -sc_threshold 0 -pix_fmt yuv420p -c:a aac -b:a "
        + audio
        + " -ar 48000"
        + COMMON
        + " -metadata:s:a:0 language=fra -movflags +faststart -write_tmcd 0 -f mp4 file:/w/"
        + name
        + "_studio_base.mp4";
  }

  @Test
  void putsSideBySide() {
    assertThat(
            command(
                composition(Layout.MID, List.of(screen(), camera()), false, new Window(0, 12)),
                Acceleration.NONE))
        .contains("scale=854:480", "scale=640:480", "[s0_0][s0_1]hstack=inputs=2,trim=");
  }

  @Test
  void givesEachSegmentInputsOfItsOwn() {
    assertThat(
            command(
                composition(
                    Layout.PIPH,
                    List.of(screen(), camera()),
                    false,
                    new Window(1, 2.5),
                    new Window(6, 8)),
                Acceleration.NONE))
        .contains(
            "-noaccurate_seek -ss 1.000000 -reinit_filter:v 0 -i file:/w/presentation.mp4",
            "-noaccurate_seek -ss 6.000000 -reinit_filter:v 0 -i file:/w/presenter.mp4",
            "[2:0]scale=",
            "overlay=W-w-10:10,trim=duration=1.500000",
            "[w0v][w0a][w1v][w1a]concat=n=2:v=1:a=1[jv][ja]");
  }

  private static Hardware card() {
    return new Hardware(
        0,
        List.of(
            new Hardware.Finding("cuda:decode:h264", true, ""),
            new Hardware.Finding("cuda:scale", true, ""),
            new Hardware.Finding("cuda:encode:h264", true, "")));
  }

  @Test
  void decodesAndEncodesAllOnTheCardWhereTheTaskAllowsIt() {
    Composition composition =
        composition(Layout.PIPB, List.of(screen(), camera()), true, new Window(0, 12));
    List<Acceleration> candidates = StudioPlanner.candidates(card(), true, composition);

    assertThat(candidates).hasSize(2);
    assertThat(command(composition, candidates.get(0)))
        .contains(
            "-init_hw_device cuda=gpu:0 -filter_hw_device gpu"
                + " -hwaccel cuda -hwaccel_device gpu -reinit_filter:v 0"
                + " -i file:/w/presentation.mp4 -reinit_filter:v 0 -i file:/w/presenter.mp4",
            "-map [bv] -c:v h264_nvenc -preset p5 -rc vbr -cq 23 -b:v 0 -forced-idr 1"
                + " -profile:v high -force_key_frames expr:gte(t,n_forced*1)",
            "-c:v h264_nvenc -preset p5 -tune hq -rc vbr -b:v 2000000")
        .doesNotContain("libx264");
    assertThat(command(composition, candidates.get(1)))
        .contains("h264_nvenc")
        .doesNotContain("-hwaccel ");
  }

  @Test
  void st29KeepsTheFirstStageOnTheCpuWhereTheTaskSaysNothing() {
    Composition composition =
        composition(Layout.PIPB, List.of(screen(), camera()), false, new Window(0, 12));
    List<Acceleration> candidates = StudioPlanner.candidates(card(), false, composition);

    assertThat(candidates).hasSize(1);
    assertThat(command(composition, candidates.get(0)))
        .contains("-map [bv] -c:v libx264 -preset medium", "h264_nvenc")
        .doesNotContain("-hwaccel ");
  }

  @Test
  void handsTheBaseOverToEncodersThatTakeFramesOfTheirOwn() {
    Composition composition = composition(Layout.PIPB, List.of(screen()), true, new Window(0, 12));
    Hardware vaapi = new Hardware(0, List.of(new Hardware.Finding("vaapi:encode:h264", true, "")));

    assertThat(command(composition, StudioPlanner.candidates(vaapi, true, composition).get(0)))
        .contains(
            "colorspace=bt709,format=nv12,hwupload[bv]",
            "-c:v h264_vaapi -rc_mode CQP -global_quality 23 -profile:v high");
  }

  @Test
  void takesNoHardwareThatCannotEncode() {
    Composition composition = composition(Layout.PIPB, List.of(screen()), true, new Window(0, 12));
    Hardware decoder = new Hardware(0, List.of(new Hardware.Finding("cuda:decode:h264", true, "")));

    assertThat(StudioPlanner.candidates(decoder, true, composition))
        .containsExactly(Acceleration.NONE);
  }
}
