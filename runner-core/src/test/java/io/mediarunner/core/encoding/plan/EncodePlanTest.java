package io.mediarunner.core.encoding.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.mediarunner.core.encoding.command.EncodeCommands;
import io.mediarunner.core.encoding.command.ResumableEncodeCommands;
import io.mediarunner.core.encoding.command.ResumePoint;
import io.mediarunner.core.media.Colour;
import io.mediarunner.core.media.FrameRate;
import io.mediarunner.core.media.MediaInfo;
import io.mediarunner.core.media.Rotation;
import io.mediarunner.core.media.ffmpeg.FfmpegTools;
import io.mediarunner.core.media.ffmpeg.InputRules;
import io.mediarunner.core.media.hardware.Acceleration;
import io.mediarunner.core.media.hardware.Hardware;
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

/** Plans and command lines, without ffmpeg. */
public class EncodePlanTest {
  private static final FfmpegTools TOOLS =
      new FfmpegTools(Path.of("/bin/ffmpeg"), Path.of("/bin/ffprobe"), "5.1", "system", Map.of())
          .with(new InputRules("h264,aac"));

  private static final RateControl ABR = new RateControl("slow", OptionalInt.empty());

  @Test
  void encodesAFullHdLectureInOnePass() {
    EncodePlan plan = plan(info(video(1920, 1080, 25, 60), audio(60)), Optional.empty());

    assertThat(mainPass(plan))
        .isEqualTo(
            "/bin/ffmpeg -hide_banner -nostdin -nostats -y -loglevel level+verbose -progress file:/w/p.txt"
                + " -stats_period 0.5 -reinit_filter:v 0 -protocol_whitelist file,crypto,data -format_whitelist "
                + "mov,mp4,matroska,webm,avi,mpegts,mpeg,mpegvideo,m4v,flv,asf,ogg,mp3,wav,w64,aac,flac,mxf,aiff,caf,amr,dv,ivf,rm,h264,hevc,"
                + "ac3,eac3,dts,truehd,loas,wv,tta,ape,au,gxf"
                + " -probesize 100M -analyzeduration 100M -codec_whitelist h264,aac -max_pixels 132710400"
                + " -i file:/w/source.mp4 -filter_complex "
                + "[0:0]scale=1920:1080:out_range=tv,setsar=1,format=yuv420p,setparams=range=tv:color_primaries=bt709:color_trc=bt709:colorspace=bt709,fps=25:start_time=0,split=3[c0][c1][c2];"
                + "[c0]scale=640:360,setsar=1,format=yuv420p,split=2[r0][d];[r0]null[v0];"
                + "[c1]scale=1280:720,setsar=1,format=yuv420p[v1];[c2]null[v2];"
                + "[d]fps=60000/60000,tpad=stop_mode=clone:stop=1,scale=160:90:force_original_aspect_ratio=decrease:flags=lanczos,"
                + "pad=160:90:-1:-1:black,setsar=1[tiles];"
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
                + " -map [tiles] -frames:v 60 -c:v rawvideo -pix_fmt rgb24 -f rawvideo"
                + " file:/w/overview.rgb");
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
    return String.format(
            Locale.ROOT,
            " -map [v%s] -map [a%s] -c:v libx264 -preset slow -b:v %s -minrate %s -maxrate %s -bufsize %s -qmin 20 -qmax 50 -profile:v high -level %s",
            i,
            i,
            rate,
            min,
            max,
            buffer,
            level)
        + " -force_key_frames expr:gte(t,n_forced*2) -sc_threshold 0 -pix_fmt yuv420p -c:a aac -b:a "
        + audio
        + " -ar 48000 -t 60.000000 -max_muxing_queue_size 9999 -max_interleave_delta 0 -map_metadata -1 -map_chapters -1"
        + " -movflags +faststart -write_tmcd 0 -f mp4 file:/w/"
        + file;
  }

  @Test
  void copiesFinishedRenditionsIntoHls() {
    EncodePlan plan = plan(info(video(640, 360, 25, 60), audio(60)), Optional.empty());

    assertThat(String.join(" ", new EncodeCommands(TOOLS, plan).hlsCopies(Path.of("/w"))))
        .contains("-i file:/w/360p_talk.mp4 -map 0:v:0 -map 0:a:0 -c copy")
        .endsWith(
            "-f hls -hls_segment_type mpegts -hls_playlist_type vod -hls_list_size 0 -hls_time 2 -hls_flags single_file+independent_segments -hls_segment_filename 360p_talk.ts 360p_talk.m3u8")
        .doesNotContain("libx264");
  }

  /** The size that was asked for, where the source has that shape; the nearest even one else. */
  @ParameterizedTest
  @CsvSource({
    "1920, 1080, 854x480, 854, 480",
    "854, 480, 854x480, 854, 480",
    "1280, 720, 852x480, 854, 480",
    "1080, 1920, 854x480, 480, 854",
    "853, 481, 640x360, 638, 360",
    "2560, 1080, 854x480, 1138, 480",
    "855, 480, 854x480, 854, 480",
    "640, 480, 854x480, 640, 480",
    "1366, 768, 1366x768, 1366, 768"
  })
  void givesARungTheSizeThatWasAskedFor(
      int width, int height, String asked, int rungWidth, int rungHeight) {
    int key = Integer.parseInt(asked.split("x")[1]);
    Ladder ladder = new Ladder(List.of(new Rendition(key, asked, 9, 9, 9, 9, 9, true)));

    EncodePlan plan =
        EncodePlan.of(
            info(video(width, height, 25, 9), audio(9)),
            new EncodeOptions(
                ladder,
                Optional.empty(),
                Dressing.NONE,
                OutputNames.of("talk.mp4", HlsSegments.TS),
                2,
                ABR,
                Optional.empty()),
            Hardware.NONE);

    assertThat(plan.canvas())
        .returns(rungWidth, EncodePlan.Rung::width)
        .returns(rungHeight, EncodePlan.Rung::height);
  }

  @Test
  void seeksInTheInputForACut() {
    EncodePlan plan =
        plan(info(video(640, 360, 25, 60), audio(60)), Optional.of(new Cut(20, 30.5)));

    assertThat(plan.seconds()).isEqualTo(10.5);
    assertThat(mainPass(plan))
        .contains("-noaccurate_seek -ss 20.000000 -reinit_filter:v 0 -protocol_whitelist")
        .doesNotContain(" -to ")
        .contains("-t 10.500000")
        .contains("fps=11000/10500");
  }

  @Test
  void fillsUpWhatEndsEarly() {
    assertThat(mainPass(plan(info(video(640, 360, 25, 1), audio(9)), Optional.empty())))
        .contains("fps=25:start_time=0,tpad=stop_mode=clone:stop_duration=9.000000,split")
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
      assertThat(command.stream().filter("-codec_whitelist"::equals)).hasSize((int) inputs);
      assertThat(command)
          .contains("-nostdin")
          .noneMatch(arg -> arg.contains("http") || arg.equals("hls,"));
    }
  }

  @Test
  void plansAudioAlone() {
    EncodePlan plan =
        EncodePlan.of(
            new MediaInfo(
                20,
                Optional.empty(),
                List.of(audio(20)),
                0,
                Optional.of(3),
                List.of(),
                List.of(),
                List.of()),
            new EncodeOptions(
                Ladder.DEFAULT,
                Optional.empty(),
                Dressing.NONE,
                OutputNames.of("talk.mp3", HlsSegments.TS),
                2,
                ABR,
                Optional.of("Thermo")),
            Hardware.NONE);

    assertThat(plan.rungs()).isEmpty();
    assertThat(plan.overview()).isEmpty();
    assertThat(mainPass(plan))
        .contains(
            "asplit=2[mp3][m4a]",
            "-map [m4a] -c:a aac",
            "-map 0:3 -vf scale=",
            "-metadata title=Thermo");
  }

  @Test
  void spendsBitsAsTheQualityAsksUpToTheRungsRate() {
    EncodePlan plan =
        plan(
            info(video(640, 360, 25, 60), audio(60)),
            Optional.empty(),
            Dressing.NONE,
            new RateControl("medium", OptionalInt.of(23)));

    assertThat(mainPass(plan))
        .contains("-preset medium -crf 23 -maxrate 1000000 -bufsize 1500000 -profile:v high")
        .doesNotContain("-b:v", "-qmin");
  }

  @Test
  void givesFastPicturesMoreBits() {
    assertThat(mainPass(plan(info(video(1280, 720, 60, 9), audio(9)), Optional.empty())))
        .contains("-b:v 2000000 -minrate 1000000 -maxrate 4500000 -bufsize 6000000")
        .contains("-b:v 750000 -minrate 500000 -maxrate 1000000 -bufsize 1500000");
  }

  @Test
  void bringsHdrToOrdinaryColours() {
    Colour pq = new Colour("bt2020nc", "smpte2084", false);

    assertThat(mainPass(plan(info(video(1280, 720, 25, 9, pq), audio(9)), Optional.empty())))
        .contains(
            "scale=1280:720,zscale=t=linear:npl=100,format=gbrpf32le,zscale=p=bt709,"
                + "tonemap=tonemap=hable:desat=0,zscale=t=bt709:m=bt709:r=tv,setsar=1,format=yuv420p,"
                + "setparams=range=tv:color_primaries=bt709");
  }

  @Test
  void keepsTheMatrixOfStandardDefinitionAndConvertsRgb() {
    Colour sd = new Colour("smpte170m", "", false);
    Colour rgb = new Colour("gbr", "", true);

    assertThat(mainPass(plan(info(video(640, 480, 25, 9, sd), audio(9)), Optional.empty())))
        .contains("scale=480:360:out_range=tv,setsar=1", "colorspace=smpte170m");
    assertThat(mainPass(plan(info(video(640, 360, 25, 9, rgb), audio(9)), Optional.empty())))
        .contains("scale=640:360:out_color_matrix=bt709:out_range=tv", "colorspace=bt709");
  }

  @Test
  void putsFurtherAudioTracksIntoMp4sAndPlaylistsOfTheirOwn() {
    MediaInfo.Audio english = new MediaInfo.Audio(1, "aac", 2, "eng", "", false, 9);
    MediaInfo.Audio french = new MediaInfo.Audio(2, "aac", 2, "fre", "", true, 9);
    EncodePlan plan = plan(info(video(640, 360, 25, 9), english, french), Optional.empty());

    assertThat(mainPass(plan))
        .contains("[0:2]aresample=48000:async=1:first_pts=0,aformat")
        .contains("asplit=2[a0][mp3];[0:1]aresample")
        .contains(",anull[x1_0]")
        .contains("-map [v0] -map [a0] -map [x1_0]")
        .contains("-metadata:s:a:0 language=fra -metadata:s:a:1 language=eng");
    assertThat(String.join(" ", new EncodeCommands(TOOLS, plan).hlsCopies(Path.of("/w"))))
        .contains("-map 0:a:1 -c copy")
        .endsWith("audio_en_1_talk.ts audio_en_1_talk.m3u8");
  }

  @Test
  void dressesInTheSameGraph() {
    Dressing dressing =
        new Dressing(
            Optional.of(
                new Dressing.Logo(Path.of("/w/logo.png"), false, Dressing.Corner.BOTTOM_LEFT, 0.5)),
            Optional.of(new Dressing.Credits(Path.of("/w/open.mp4"), 3, 0, Optional.of(1), false)),
            Optional.of(new Dressing.Credits(Path.of("/w/end.mp4"), 2, 0, Optional.empty(), true)));
    EncodePlan plan =
        plan(info(video(640, 360, 25, 8), audio(8)), Optional.of(new Cut(2, 5)), dressing, ABR);

    assertThat(plan.seconds()).isEqualTo(8);
    assertThat(plan.mainStart()).isEqualTo(3);
    assertThat(mainPass(plan))
        .containsSubsequence(
            "-noaccurate_seek -ss 2.000000",
            "-i file:/w/source.mp4",
            "-i file:/w/open.mp4",
            "-i file:/w/end.mp4",
            "-i file:/w/logo.png",
            "[0:0]scale=640:360:out_range=tv",
            "fps=25:start_time=0,tpad=stop_mode=clone:stop=-1,trim=duration=3.000000[bare]",
            "[3:v]format=rgba,colorchannelmixer=aa=0.500,scale=w='max(2,2*round(min(213,36*iw/ih)/2))':h='max(2,2*round(min(36,213*ih/iw)/2))'[logo];",
            "[1:0]scale=640:360:force_original_aspect_ratio=decrease:out_range=tv,",
            "pad=640:360:-1:-1:black,setsar=1,format=yuv420p,fps=25:start_time=0,",
            "setpts=PTS-STARTPTS[credits1];",
            "[bare][logo]overlay=18:main_h-overlay_h-18,format=yuv420p,setpts=PTS-STARTPTS[main];",
            "[2:0]bwdif=mode=send_frame:deint=interlaced,scale=640:360",
            "[credits1][main][credits2]concat=n=3:v=1:a=0,split=1[c0];[c0]split=2[r0][d];[r0]null[v0];",
            "[1:1]aresample=48000:async=1:first_pts=0,aformat",
            "anullsrc=r=48000:cl=stereo,aformat",
            "[p0c1][p0main][p0c2]concat=n=3:v=0:a=1,asplit=2[a0][mp3]",
            "-t 8.000000");
  }

  @Test
  void leavesAudioWithoutPictureUndressed() {
    Dressing dressing =
        new Dressing(
            Optional.empty(),
            Optional.of(new Dressing.Credits(Path.of("/w/open.mp4"), 3, 0, Optional.of(1), false)),
            Optional.empty());
    MediaInfo audio =
        new MediaInfo(
            20,
            Optional.empty(),
            List.of(audio(20)),
            0,
            Optional.empty(),
            List.of(),
            List.of(),
            List.of());

    assertThat(plan(audio, Optional.empty(), dressing, ABR).seconds()).isEqualTo(20);
  }

  @Test
  void hardwareHalvesAndTheCpuScalesTheRest() {
    EncodePlan plan =
        plan(
            info(video(2560, 1440, 25, 60), audio(60)),
            working("cuda:decode:h264", "cuda:scale", "cuda:encode:h264"));

    String down = ",hwdownload,format=yuv420p,";
    String tags =
        ",setparams=range=tv:color_primaries=bt709:color_trc=bt709:colorspace=bt709,split=";
    assertThat(mainPass(plan))
        .contains(
            "-stats_period 0.5 -init_hw_device cuda=gpu:0 -filter_hw_device gpu"
                + " -hwaccel cuda -hwaccel_device gpu -hwaccel_output_format cuda -protocol_whitelist file",
            "[0:0]fps=25:start_time=0,split=2[h0][h1];"
                + "[h0]scale_cuda=2560:1440:format=yuv420p"
                + down
                + "scale=1920:1080,setsar=1,format=yuv420p"
                + tags
                + "2[c1][c2];"
                + "[h1]scale_cuda=1280:720:format=yuv420p"
                + down
                + "setsar=1,format=yuv420p"
                + tags
                + "1[c0];"
                + "[c0]scale=640:360,setsar=1,format=yuv420p,split=2[r0][d];[r0]null[v0];"
                + "[c1]scale=1280:720,setsar=1,format=yuv420p[v1];[c2]null[v2];[d]fps=",
            "-c:v h264_nvenc -preset p5 -tune hq -rc vbr -b:v 2000000 -bf 3 -rc-lookahead 20 -spatial-aq 1"
                + " -temporal-aq 1 -forced-idr 1 -profile:v high -level 3.1 -maxrate 3000000 -bufsize 4000000"
                + " -g 50 -force_key_frames expr:gte(t,n_forced*2)"
                + " -color_range tv -color_primaries bt709 -color_trc bt709 -colorspace bt709 -c:a aac")
        .doesNotContain("libx264", "sc_threshold");
    assertThat(mainPass(plan.on(Acceleration.NONE)))
        .isEqualTo(mainPass(plan(info(video(2560, 1440, 25, 60), audio(60)), Hardware.NONE)));
  }

  @Test
  void halvesOnVeryLargeFramesForTheCanvasToo() {
    assertThat(
            mainPass(
                plan(
                    info(video(7680, 4320, 25, 60), audio(60)),
                    working("vaapi:decode:h264", "vaapi:scale"))))
        .contains(
            "split=1[h1];[h1]scale_vaapi=3840:2160:format=nv12,hwdownload,format=nv12,"
                + "scale=1920:1080,setsar=1,format=yuv420p,",
            "split=3[c0][c1][c2];[c0]scale=640:360,");
  }

  /** VMAF within 0.5 of the CPU's and size within 1.03 times: see docs/gpu.md. */
  @ParameterizedTest
  @CsvSource({
    "3840, 2160, 0 0 0", // the canvas, 1920x1080, serves the others as well as a half would
    "2560, 1440, 1 0 0", // 360p from 1280x720
    "1920, 1080, 0 0 0", // a half is not twice as large as 360p
    "7680, 4320, 1 1 1",
    "2560, 1442, 0 0 0", // no exact halves of its chroma
    "640, 360, 0",
  })
  void halvesOnHardwareAsFarAsThePictureStaysTheSame(int width, int height, String halvings) {
    EncodePlan plan = plan(info(video(width, height, 25, 60), audio(60)), Optional.empty());

    assertThat(plan.halvings())
        .isEqualTo(Arrays.stream(halvings.split(" ")).map(Integer::valueOf).toList());
  }

  @ParameterizedTest
  @CsvSource({
    "3840, 2160, 360, 1", // 1080 lines, then 3:1
    "3840, 2160, 480, 1", // 1080 lines, then 2.25:1
    "3840, 2160, 240, 2", // 540 lines, then 2.25:1
    "3840, 2160, 720, 0", // 1080 lines would leave 1.5:1
    "3840, 2160, 1080, 0", // exact halves take a third more bits
    "2560, 1440, 360, 1", // 720 lines, then 2:1
    "2560, 1440, 480, 0",
    "2560, 1440, 720, 0",
    "1920, 1080, 360, 0",
    "1920, 1080, 240, 1", // 540 lines, then 2.25:1
  })
  void leavesTheCpuALastStepOfTwoToOneAtLeast(int width, int height, int lines, int halvings) {
    Rendition only =
        new Rendition(
            lines,
            lines * 16 / 9 + "x" + lines,
            750_000,
            500_000,
            1_000_000,
            1_500_000,
            96_000,
            true);
    EncodePlan.Rung rung =
        new EncodePlan.Rung(only, (lines * 16 + 8) / 9 / 2 * 2, lines, FrameRate.of(25));

    assertThat(HardwareScaling.halvings(width, height, List.of(rung))).containsExactly(halvings);
  }

  @Test
  void aCardWithoutEncoderStillDecodes() {
    EncodePlan plan =
        plan(info(video(1280, 720, 25, 60), audio(60)), working("cuda:decode:h264", "cuda:scale"));

    assertThat(mainPass(plan))
        .contains(
            "-hwaccel cuda -hwaccel_device gpu -reinit_filter:v 0 -protocol_whitelist",
            "[0:0]scale=1280:720:out_range=tv,setsar=1,format=yuv420p,setparams=range=tv",
            "-c:v libx264 -preset slow")
        .doesNotContain("hwdownload", "scale_cuda");
  }

  @Test
  void fullRangeIsConvertedHereWhereverItIsDecoded() {
    Colour full = new Colour("bt709", "bt709", false, true);

    assertThat(
            mainPass(
                plan(
                    info(video(2560, 1440, 25, 9, full), audio(9)),
                    working("cuda:decode:h264", "cuda:scale", "cuda:encode:h264"))))
        .contains(
            "-hwaccel cuda -hwaccel_device gpu -reinit_filter:v 0",
            "[0:0]scale=1920:1080:out_range=tv,setsar=1,format=yuv420p,setparams=range=tv:",
            "-c:v h264_nvenc",
            "-color_range tv")
        .doesNotContain("scale_cuda");
  }

  @Test
  void whatNeedsFiltersIsDecodedThereAndFilteredHere() {
    Hardware card = working("cuda:decode:h264", "cuda:scale", "cuda:encode:h264");
    Colour pq = new Colour("bt2020nc", "smpte2084", false);

    assertThat(mainPass(plan(info(video(1280, 720, 25, 9, pq), audio(9)), card)))
        .contains(
            "-hwaccel cuda -hwaccel_device gpu -reinit_filter:v 0 -protocol_whitelist",
            "tonemap",
            "h264_nvenc")
        .doesNotContain("hwaccel_output_format", "scale_cuda", "hwdownload");
  }

  @Test
  void namesTheDevicesOfIntelAndAmd() {
    MediaInfo info = info(video(640, 360, 25, 9), audio(9));

    assertThat(mainPass(plan(info, working("vaapi:encode:h264"))))
        .contains(
            "-init_hw_device vaapi=gpu:/dev/dri/renderD128 -filter_hw_device gpu",
            "[r0]format=nv12,hwupload[v0]",
            "-c:v h264_vaapi -rc_mode VBR -b:v 750000 -profile:v high -maxrate 1000000 -bufsize 1500000");
    assertThat(mainPass(plan(info, working("qsv:decode:h264", "qsv:scale", "qsv:encode:h264"))))
        .contains(
            "-init_hw_device qsv=gpu:hw_any,child_device=/dev/dri/renderD128 -filter_hw_device gpu",
            "-hwaccel qsv -hwaccel_device gpu -hwaccel_output_format nv12 -reinit_filter:v 0",
            "[r0]format=nv12[v0]",
            "-c:v h264_qsv -preset slow -forced_idr 1 -b:v 750000 -profile:v high");
  }

  @Test
  void hardwareEncodersHoldAQualityToo() {
    RateControl crf = new RateControl("slow", OptionalInt.of(22));
    MediaInfo info = info(video(640, 360, 25, 9), audio(9));

    assertThat(
            mainPass(plan(info, Optional.empty(), Dressing.NONE, crf, working("cuda:encode:h264"))))
        .contains("-rc vbr -cq 22 -b:v 0 -bf 3");
    assertThat(
            mainPass(
                plan(info, Optional.empty(), Dressing.NONE, crf, working("vaapi:encode:h264"))))
        .contains("-rc_mode QVBR -global_quality 22 -b:v 750000");
  }

  @Test
  void balancedIsAPresetOfOurs() {
    RateControl balanced = new RateControl("balanced", OptionalInt.empty());

    assertThat(
            mainPass(
                plan(
                    info(video(640, 360, 25, 9), audio(9)),
                    Optional.empty(),
                    Dressing.NONE,
                    balanced)))
        .contains(
            "-c:v libx264 -preset slow -x264-params trellis=1:subme=6:ref=2:bframes=4:rc-lookahead=20:psy-rd=0.2,0 -b:v 750000");
  }

  private static Hardware working(String... names) {
    return new Hardware(
        0, Arrays.stream(names).map(name -> new Hardware.Finding(name, true, "")).toList());
  }

  @Test
  void goesOnWithALongEncodeFromASegmentOn() {
    EncodePlan plan = plan(info(video(640, 360, 25, 600), audio(600)), Optional.empty());
    ResumePoint from = new ResumePoint(4, List.of(6001L), 220); // a picture late

    assertThat(longRun(plan, from))
        .contains(
            " -noaccurate_seek -ss 220.000000 -reinit_filter:v 0 -protocol_whitelist ",
            "[0:0]scale=640:360:out_range=tv",
            "setpts=PTS+220.000000/TB,fps=25:start_time=220",
            "[c0]trim=start=240.030000:end=599.990000[v0]",
            " -force_key_frames expr:gte(t,n_forced*2-0.040000) ",
            " -fps_mode passthrough -avoid_negative_ts disabled -f segment -segment_format nut"
                + " -segment_times 300,360,420,480,540 -segment_start_number 4"
                + " -segment_list v0-from-00004.csv -segment_list_type csv v0-%05d.nut")
        .doesNotContain("[a0]", "[mp3]", "[tiles]", "nullsink");
    assertThat(longRun(plan, ResumePoint.BEGINNING))
        .contains("[a0]", "[mp3]", "[tiles]", " -segment_start_number 0 ", " v0-sound.mp4")
        .doesNotContain("trim=start", "setpts=PTS+");
  }

  @Test
  void readsFromTheBeginningWherePicturesMayBeMissing() {
    ResumePoint from = new ResumePoint(4, List.of(6000L), 0);
    EncodePlan plan = plan(info(video(640, 360, 25, 600), audio(600)), Optional.empty());

    assertThat(longRun(plan, from))
        .contains("[0:0]scale=", ",fps=25:start_time=0", "trim=start=239.990000:end=599.990000")
        .doesNotContain("-ss", "setpts=PTS+");
  }

  private static String longRun(EncodePlan plan, ResumePoint from) {
    return String.join(
        " ",
        new ResumableEncodeCommands(TOOLS, plan)
            .run(Path.of("/w/source.mp4"), Path.of("/w"), Path.of("/w/p.txt"), from));
  }

  /** With audio, for the smallest rendition alone. */
  public static EncodePlan smallTalk(double seconds) {
    return plan(info(video(640, 360, 25, seconds), audio(seconds)), Optional.empty());
  }

  private static EncodePlan plan(MediaInfo info, Hardware hardware) {
    return plan(info, Optional.empty(), Dressing.NONE, ABR, hardware);
  }

  private static String mainPass(EncodePlan plan) {
    return String.join(
        " ",
        new EncodeCommands(TOOLS, plan)
            .mainPass(Path.of("/w/source.mp4"), Path.of("/w"), Path.of("/w/p.txt")));
  }

  private static EncodePlan plan(MediaInfo info, Optional<Cut> cut) {
    return plan(info, cut, Dressing.NONE, ABR);
  }

  private static EncodePlan plan(
      MediaInfo info, Optional<Cut> cut, Dressing dressing, RateControl rateControl) {
    return plan(info, cut, dressing, rateControl, Hardware.NONE);
  }

  private static EncodePlan plan(
      MediaInfo info,
      Optional<Cut> cut,
      Dressing dressing,
      RateControl rateControl,
      Hardware hardware) {
    return EncodePlan.of(
        info,
        new EncodeOptions(
            Ladder.DEFAULT,
            cut,
            dressing,
            OutputNames.of("talk.mp4", HlsSegments.TS),
            2,
            rateControl,
            Optional.empty()),
        hardware);
  }

  private static MediaInfo info(MediaInfo.Video video, MediaInfo.Audio... audio) {
    double audioEnd = Arrays.stream(audio).mapToDouble(MediaInfo.Audio::endSeconds).max().orElse(0);
    return new MediaInfo(
        Math.max(video.endSeconds(), audioEnd),
        Optional.of(video),
        List.of(audio),
        0,
        Optional.empty(),
        List.of(),
        List.of(),
        List.of());
  }

  private static MediaInfo.Video video(int width, int height, int rate, double seconds) {
    return video(width, height, rate, seconds, Colour.UNKNOWN);
  }

  private static MediaInfo.Video video(
      int width, int height, int rate, double seconds, Colour colour) {
    return new MediaInfo.Video(
        0,
        "h264",
        "High",
        "yuv420p",
        width,
        height,
        1,
        1,
        Rotation.NONE,
        FrameRate.of(rate),
        FrameRate.of(rate),
        seconds,
        seconds,
        false,
        colour);
  }

  private static MediaInfo.Audio audio(double seconds) {
    return new MediaInfo.Audio(1, "aac", 2, "", "", true, seconds);
  }
}
