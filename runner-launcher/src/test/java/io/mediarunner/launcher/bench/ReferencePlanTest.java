package io.mediarunner.launcher.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the benches compare with must stay what the reference does. */
class ReferencePlanTest {
  private static ReferencePlan plan(List<Integer> rungs) {
    return new ReferencePlan(
        Path.of("ffmpeg"),
        "slow",
        Path.of("/s/talk.mp4"),
        Path.of("/out"),
        60,
        rungs,
        List.of("-ss", "1", "-t", "2"));
  }

  private static List<String> lines(ReferencePlan plan) {
    return plan.commands().stream().map(command -> String.join(" ", command)).toList();
  }

  @Test
  void decodesTheSourceForEachKindOfResult() {
    List<String> lines = lines(plan(List.of(360, 720, 1080)));

    assertThat(lines).hasSize(8);
    assertThat(lines.stream().filter(line -> line.contains("-i file:/s/talk.mp4"))).hasSize(7);
    assertThat(lines.get(0)).contains("360p.m3u8", "720p.m3u8", "1080p.m3u8", "-f hls");
    assertThat(lines.get(1))
        .contains("360p.mp4", "720p.mp4", "-movflags faststart")
        .doesNotContain("1080p");
    assertThat(lines.subList(2, 5)).allMatch(line -> line.contains("thumb_"));
    assertThat(lines.get(5)).contains("fps=1/1,scale=160:90", "-frames:v 60");
    assertThat(lines.get(6)).contains("tile=60x1");
    assertThat(lines.get(7)).contains("libmp3lame");
  }

  @Test
  void spendsBitsAsTheReferenceDoes() {
    assertThat(lines(plan(List.of(720))).get(0))
        .contains(
            "-c:v libx264 -preset slow -profile:v high -pix_fmt yuv420p -b:v 2000k -maxrate 3000k"
                + " -bufsize 4000k -minrate 1000k -qmin 20 -qmax 50 -sc_threshold 0"
                + " -force_key_frames expr:gte(t,n_forced*2)");
  }

  @Test
  void cutsBehindTheInput() {
    String line = lines(plan(List.of(360))).get(0);

    assertThat(line.indexOf("-ss 1 -t 2")).isGreaterThan(line.indexOf("-i file:"));
  }

  @Test
  void dressesInTwoEncodesBeforehand() {
    List<List<String>> commands =
        plan(List.of(360)).dressing(Path.of("/s/logo.png"), Path.of("/s/open.mp4"));

    assertThat(commands).hasSize(2);
    assertThat(commands.get(1).get(commands.get(1).size() - 1)).endsWith("dressed.mp4");
  }
}
