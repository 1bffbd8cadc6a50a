package io.mediarunner.core.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A clip in which a white box and a beep of 1 kHz come together for a tenth of a second, at 1, 3, 5
 * s and so on; and what finds both again in whatever was made of it. Times are those that a player
 * would show, with the gaps that it would see.
 */
public final class FlashBeep {
  /** Frames a second of the clip and of what is looked at. */
  private static final int RATE = 25;

  private static final int SAMPLES = 8_000;
  private static final int WINDOW = 40;

  /** A frame, and what finds it. */
  private static final double SYNC_SECONDS = 0.045;

  private FlashBeep() {}

  /** Each moment is where it belongs, and there is no other. */
  public static void assertMoments(List<Double> found, List<Double> expected) {
    assertThat(found).as("expected %s", expected).hasSize(expected.size());
    for (int i = 0; i < expected.size(); i++) {
      assertThat(found.get(i)).isCloseTo(expected.get(i), within(SYNC_SECONDS));
    }
  }

  /** Inputs for ffmpeg: video, then audio. */
  public static String inputs(double seconds) {
    String on = "enable='between(mod(t,2),1,1.099)'";
    return String.format(
        Locale.ROOT,
        "-f lavfi -i color=c=0x404040:s=320x180:r=%d:d=%.3f,drawbox=x=120:y=45:w=80:h=45:"
            + "color=white:t=fill:%s -f lavfi -i aevalsrc=if(between(mod(t\\,2)\\,1\\,1.1)\\,"
            + "0.5*sin(6283.2*t)\\,0):s=48000:d=%.3f",
        RATE,
        seconds,
        on,
        seconds);
  }

  /** Moments at which the box appears, seconds. */
  public static List<Double> flashes(Path file) throws Exception {
    byte[] frames =
        raw(
            file,
            "-map",
            "0:v:0",
            "-vf",
            "fps="
                + RATE
                + ":start_time=0,crop=iw/16:ih/10:iw*0.47:ih*0.32,scale=1:1:flags=area,format=gray",
            "-f",
            "rawvideo");
    List<Double> flashes = new ArrayList<>();
    for (int i = 0; i < frames.length; i++) {
      boolean before = i > 0 && (frames[i - 1] & 0xff) > 160;
      if ((frames[i] & 0xff) > 160 && !before) {
        flashes.add(i / (double) RATE);
      }
    }
    return flashes;
  }

  /** Moments at which a tone begins, seconds. */
  public static List<Double> beeps(Path file) throws Exception {
    byte[] bytes =
        raw(
            file,
            "-map",
            "0:a:0",
            "-af",
            "aresample=" + SAMPLES + ":async=1:first_pts=0",
            "-ac",
            "1",
            "-f",
            "s16le");
    ShortBuffer samples = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer();
    int[] levels = new int[samples.remaining() / WINDOW];
    for (int i = 0; i < levels.length; i++) {
      for (int k = 0; k < WINDOW; k++) {
        levels[i] = Math.max(levels[i], Math.abs(samples.get(i * WINDOW + k)));
      }
    }
    int threshold = Math.max(1000, Arrays.stream(levels).max().orElse(0) / 3);
    List<Double> beeps = new ArrayList<>();
    int quiet = 20;
    for (int i = 0; i < levels.length; i++) {
      if (levels[i] > threshold && quiet >= 20) {
        beeps.add(i * WINDOW / (double) SAMPLES);
      }
      quiet = levels[i] > threshold ? 0 : quiet + 1;
    }
    return beeps;
  }

  private static byte[] raw(Path file, String... options) throws Exception {
    Path out = Files.createTempFile("flash-beep", ".raw");
    try {
      List<String> command =
          new ArrayList<>(List.of(MediaLab.tools().ffmpeg().toString(), "-v", "error", "-y"));
      command.addAll(List.of("-i", file.toString()));
      command.addAll(Arrays.asList(options));
      command.add(out.toString());
      MediaLab.run(command);
      return Files.readAllBytes(out);
    } finally {
      Files.delete(out);
    }
  }
}
