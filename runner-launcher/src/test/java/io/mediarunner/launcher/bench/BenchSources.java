package io.mediarunner.launcher.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Sources that look to an encoder as lectures do, made by ffmpeg, each once. */
final class BenchSources {
  private static final String WORDS =
      """
      Thermodynamics: the second law

        •  The entropy of an isolated system never decreases
        •  Heat does not flow from cold to warm by itself
        •  No engine turns all of its heat into work
        •  Carnot: efficiency is at most 1 - Tc / Th

            dS = dQ / T   for a reversible change

        Example: one litre of water, from 20 to 80 degrees
      """;

  private final BenchRuns runs;

  BenchSources(BenchRuns runs) {
    this.runs = runs;
  }

  /**
   * Pages of something like print below a bar of colour, turned twice in the whole, under the
   * slight noise of a capture device; a pointer moves half of the time. Needs no font.
   *
   * @param length seconds
   */
  Path slides(int height, int length) throws Exception {
    String print =
        String.format(
            Locale.ROOT,
            "cellauto=s=320x180:r=%d/%d:rule=30:random_seed=7,select='not(mod(n\\,180))'",
            180 * 3,
            length);
    String page =
        "scale=%d:%d:flags=neighbor,negate,drawgrid=w=iw:h=ih*2/45:t=ih*7/360:c=white"
            + ",drawgrid=w=iw*13/320:h=ih:t=iw/128:c=white,drawbox=0:0:iw:ih/9:c=navy:t=fill"
            + ",drawbox=0:0:iw/21:ih:c=white:t=fill,fps=25,setpts=N/25/TB";
    String pointer =
        "overlay=x='W*(0.5+0.4*sin(t/3)*lt(mod(t\\,8)\\,4))':y='H*(0.55+0.35*cos(t/2))'";
    return runs.make(
        String.format(Locale.ROOT, "slides%d-%d.mp4", height, length),
        List.of(
            "-f",
            "lavfi",
            "-i",
            print + "," + String.format(Locale.ROOT, page, height * 16 / 9, height),
            "-f",
            "lavfi",
            "-i",
            String.format(Locale.ROOT, "color=c=black:s=%dx%d:r=25", height / 60, height / 40),
            "-f",
            "lavfi",
            "-i",
            "sine",
            "-filter_complex",
            String.format(Locale.ROOT, "[0:v][1:v]%s,noise=alls=3:allf=t[v]", pointer),
            "-map",
            "[v]",
            "-map",
            "2:a",
            "-t",
            "" + length));
  }

  /**
   * What browsers record: 80 packets a second, no duration, no index.
   *
   * @param hours its length
   */
  Path browserRecording(int hours) throws Exception {
    Path minute =
        runs.make(
            "minute.webm",
            "-f lavfi -i color=c=gray:s=64x36:r=30:d=60 -f lavfi -i anullsrc=r=48000:cl=mono -t 60"
                + " -c:v libvpx -deadline realtime -cpu-used 8 -b:v 20k -g 300 -c:a libopus"
                + " -b:a 16k -frame_duration 20");
    return runs.make(
        "browser.webm",
        List.of(
            "-stream_loop",
            "" + (hours * 60 - 1),
            "-i",
            minute.toString(),
            "-c",
            "copy",
            "-live",
            "1"));
  }

  /**
   * Few lines of text below a bar of colour, one page turned in the middle, under the slight noise
   * of a capture device. Needs a font, which Debian's ffmpeg brings.
   *
   * @param length seconds
   */
  Path text(int height, int length) throws Exception {
    Path words = Files.writeString(runs.folder().resolve("words.txt"), WORDS);
    String page =
        "color=white:s=%dx%d:r=25:d=%d,drawbox=0:0:iw:ih/10:c=navy:t=fill"
            + ",drawtext=font=Sans:textfile=%s:fontsize=h/21:line_spacing=%d"
            + ":x=w/16:y='h/7-h/27*gte(t,%d)',noise=alls=3:allf=t";
    return runs.make(
        String.format(Locale.ROOT, "text%d-%d.mp4", height, length),
        List.of(
            "-f",
            "lavfi",
            "-i",
            String.format(
                Locale.ROOT, page, height * 16 / 9, height, length, words, height / 50, length / 2),
            "-f",
            "lavfi",
            "-i",
            "sine=d=" + length));
  }

  /**
   * Movement under noise, like a camera.
   *
   * @param noise strength of ffmpeg's filter: 6 is that of a good camera, 20 of a dark room
   * @param length seconds
   */
  Path camera(int height, int noise, int length) throws Exception {
    return runs.make(
        String.format(Locale.ROOT, "camera%d-%d-%d.mp4", height, noise, length),
        String.format(
            Locale.ROOT,
            "-f lavfi -i testsrc2=s=%dx%d:r=25:d=%d,noise=alls=%d:allf=t -f lavfi -i sine=d=%d",
            height * 16 / 9,
            height,
            length,
            noise,
            length));
  }
}
