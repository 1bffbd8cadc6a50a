package io.mediarunner.core.fleet.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.mediarunner.core.config.Secret;
import io.mediarunner.core.fleet.FleetRules;
import io.mediarunner.core.fleet.FleetStore;
import io.mediarunner.core.media.MediaLab;
import io.mediarunner.core.media.MediaLab.Result;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Videos that several members encode, with the real ffmpeg, compared with one run's. */
class FleetEncodeIT {
  private static final Pattern SSIM = Pattern.compile("n:(\\d+) .*All:([0-9.]+)");
  private static final String GAPS = "-vf select=lt(mod(t\\,GAP*2)\\,GAP) -fps_mode vfr -g 50 ";
  private static final String NAME = "360p_long.mp4";

  @TempDir private Path folder;
  private MediaLab lab;
  private FleetStore store;
  private FleetCoordinator coordinator;

  @BeforeEach
  void openLab() {
    lab = new MediaLab(folder);
    store = FleetStore.open(folder.resolve("fleet.db"));
    coordinator =
        new FleetCoordinator(
            store,
            FleetRules.STANDARD,
            new Secret("a-secret-of-the-test"),
            "self",
            "v",
            "f",
            Clock.systemUTC());
  }

  @AfterEach
  void close() {
    store.close();
  }

  /** Every frame counts its number; a mistake by one would not look like the frame of one run. */
  @ParameterizedTest
  @CsvSource({
    "25, 310, mp4, 0",
    "30000/1001, 311.7, mkv, 0",
    "25, 320, mp4, 35" // static slides: for so long there is no frame
  })
  void hasTheFramesOfOneRun(String rate, double seconds, String container, int gap)
      throws Exception {
    Path source =
        lab.clip(
            "long." + container,
            String.format(
                Locale.ROOT,
                "-f lavfi -i testsrc2=s=160x90:r=%1$s:d=%2$s -f lavfi -i sine=d=%2$s"
                    + " %3$s-c:v libx264 -preset ultrafast -pix_fmt yuv420p -c:a aac",
                rate,
                seconds,
                gap == 0 ? "" : GAPS.replace("GAP", "" + gap)));
    Result once = lab.encode(source);
    lab.workers = coordinator;
    Result shared;
    LocalMember member = new LocalMember(coordinator, folder, "a", source);
    try (member) {
      member.start();
      shared = lab.encode(source);
    }

    assertThat(shared.log()).contains("the fleet encodes the video in");
    assertThat(member.delivered.get()).as("%s", member.answers).isPositive();
    assertThat(member.read)
        .as("of " + Files.size(source) + " bytes: a piece does not read to the end of the source")
        .isNotEmpty()
        .allSatisfy(bytes -> assertThat(bytes).isBetween(1L, Files.size(source) * 6 / 10));
    Path mp4 = shared.folder().resolve(NAME);
    Path one = once.folder().resolve(NAME);
    assertThat(times(mp4)).isEqualTo(times(one));
    assertThat(MediaLab.keyFrames(mp4)).isEqualTo(MediaLab.keyFrames(one));
    assertThat(audio(mp4)).as("audio is encoded once, as a whole").isEqualTo(audio(one));
    double[] ssim = ssim(mp4, one);
    assertThat(ssim[0]).as("worst frame").isGreaterThan(0.8);
    assertThat(ssim[1]).as("mean").isGreaterThan(0.97);
    assertThat((double) Files.size(mp4))
        .isCloseTo((double) Files.size(one), within(Files.size(one) * 0.1));
  }

  @Test
  void refusesWhatWasAlteredAndEncodesItItself() throws Exception {
    Path source = lab.talk("long.mp4", "160x90", "25", "305");
    Result once = lab.encode(source);
    lab.workers = coordinator;
    LocalMember liar = new LocalMember(coordinator, folder, "liar", source);
    liar.onTheWay =
        bytes -> {
          bytes[bytes.length / 2] ^= 1;
          return bytes;
        };
    Result shared;
    try (liar) {
      liar.start();
      shared = lab.encode(source);
    }

    assertThat(liar.delivered.get()).isZero();
    assertThat(liar.answers).contains("A file of the piece was altered on its way.");
    assertThat(shared.log()).contains("the result of liar is refused", "failed at liar");
    assertThat(times(shared.folder().resolve(NAME))).isEqualTo(times(once.folder().resolve(NAME)));
  }

  @Test
  void isOneRunWhereNobodyCouldHelp() throws Exception {
    Path source = lab.talk("long.mp4", "160x90", "25", "310");
    lab.workers = coordinator;

    Result result = lab.encode(source, Map.of());

    assertThat(result.log()).doesNotContain("fleet");
    assertThat(result.seconds(NAME)).isCloseTo(310, within(0.1));
  }

  private static List<String> times(Path file) throws Exception {
    return entries(file, "v:0", "packet=pts_time,dts_time");
  }

  private static List<String> audio(Path file) throws Exception {
    return entries(file, "a:0", "packet=pts_time,size");
  }

  private static List<String> entries(Path file, String stream, String what) throws Exception {
    return MediaLab.run(
            List.of(
                MediaLab.tools().ffprobe().toString(),
                "-v",
                "error",
                "-select_streams",
                stream,
                "-show_entries",
                what,
                "-of",
                "csv=p=0",
                file.toString()))
        .lines()
        .toList();
  }

  /** Of the worst frame, and on average. */
  private double[] ssim(Path video, Path reference) throws Exception {
    Path stats = folder.resolve("ssim.txt");
    MediaLab.run(
        List.of(
            MediaLab.tools().ffmpeg().toString(),
            "-v",
            "error",
            "-i",
            video.toString(),
            "-i",
            reference.toString(),
            "-lavfi",
            "[0:v][1:v]ssim=stats_file=" + stats,
            "-f",
            "null",
            "-"));
    double worst = 1;
    double sum = 0;
    int frames = 0;
    for (String line : Files.readAllLines(stats)) {
      Matcher found = SSIM.matcher(line);
      if (found.find()) {
        double value = Double.parseDouble(found.group(2));
        worst = Math.min(worst, value);
        sum += value;
        frames++;
      }
    }
    return new double[] {worst, sum / frames};
  }
}
