package io.mediarunner.core.fleet.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mediarunner.core.encoding.command.ResumableEncodeCommands;
import io.mediarunner.core.encoding.plan.EncodePlan;
import io.mediarunner.core.encoding.plan.EncodePlanTest;
import io.mediarunner.core.fleet.LeaseToken;
import io.mediarunner.core.fleet.PiecePlan;
import io.mediarunner.core.fleet.Stretches;
import io.mediarunner.core.media.ffmpeg.FfmpegTools;
import io.mediarunner.core.media.ffmpeg.InputRules;
import io.mediarunner.core.task.TaskId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OrderJsonTest {
  private static final FfmpegTools TOOLS =
      new FfmpegTools(Path.of("/ffmpeg"), Path.of("/ffprobe"), "5.1", "test", Map.of())
          .with(new InputRules(""));

  private static PieceOrder order(int piece) {
    EncodePlan plan = EncodePlanTest.smallTalk(400);
    PiecePlan pieces = PiecePlan.of(plan.seconds());
    return new PieceOrder(
        new TaskId("t1"),
        new LeaseToken(piece, 2),
        "key",
        Duration.ofSeconds(10),
        new PieceOrder.Source(12_345, "ab".repeat(32), "mp4"),
        plan,
        Stretches.of(plan, pieces, pieces.pieces().get(piece)));
  }

  private static List<String> command(PieceOrder order) {
    Path folder = Path.of("/w");
    return new ResumableEncodeCommands(TOOLS, order.plan())
        .run(Path.of("/s.mp4"), folder, Path.of("/w/p.txt"), order.stretch());
  }

  @Test
  void makesAHelperRunTheSameCommand() throws Exception {
    for (int piece = 0; piece < 6; piece++) {
      PieceOrder order = order(piece);

      PieceOrder read = OrderJson.read(OrderJson.write(order).getBytes(StandardCharsets.UTF_8));

      assertThat(command(read)).isEqualTo(command(order));
      assertThat(read.lease()).isEqualTo(order.lease());
      assertThat(read.source()).isEqualTo(order.source());
      assertThat(read.stretch()).isEqualTo(order.stretch());
    }
  }

  @Test
  void asksForExactlyThePiece() {
    String command = String.join(" ", command(order(2)));

    assertThat(command)
        .contains(
            "-noaccurate_seek -ss 116.0", "start_time=116", "trim=start=119.990000:end=179.99")
        .doesNotContain("-map [mp3]", "rawvideo");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "colour_tag | bt709;movie=/etc/passwd",
        "rate | 25,movie=x",
        "extension | ../x",
        "preset | slow -vf x",
        "preset | placebo",
        "seeking | ANYHOW",
        "task_id | ../t1",
        "sha256 | abc"
      })
  void takesNothingButNumbersAndKnownWords(String field, String instead) throws Exception {
    String text = OrderJson.write(order(2));
    String changed = text.replaceAll("\"" + field + "\":\"[^\"]*\"", quoted(field, instead));
    assertThat(changed).isNotEqualTo(text);

    refused(changed);
  }

  private static String quoted(String field, String value) {
    return "\"" + field + "\":\"" + value + "\"";
  }

  private static void refused(String text) {
    assertThatThrownBy(() -> OrderJson.read(text.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(IOException.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"frames\":[3000] | \"frames\":[]",
        "\"frames\":[3000] | \"frames\":[9000000]",
        "\"frames\":[3000] | \"frames\":[-1]",
        "\"ends\":[4500] | \"ends\":[1000000000000000]",
        "\"video\":0 | \"video\":-1",
        "\"seconds\":400.0 | \"seconds\":\"400\""
      })
  void takesNoNumbersThatMakeNoSense(String known, String instead) throws Exception {
    String text = OrderJson.write(order(2));
    assertThat(text).contains(known);

    refused(text.replace(known, instead));
  }

  @Test
  void answersRubbishWithAnIoException() throws Exception {
    byte[] sound = OrderJson.write(order(1)).getBytes(StandardCharsets.UTF_8);
    Random random = new Random(7);
    for (int i = 0; i < 2_000; i++) {
      byte[] bytes = sound.clone();
      for (int j = 0; j < 3; j++) {
        bytes[random.nextInt(bytes.length)] = (byte) (32 + random.nextInt(95));
      }
      try {
        OrderJson.read(bytes);
      } catch (IOException e) {
        assertThat(e).isNotNull();
      }
    }
  }
}
