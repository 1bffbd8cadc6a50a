package io.mediarunner.core.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import io.mediarunner.core.bundle.ReplayOutcome.Comparison;
import io.mediarunner.core.bundle.ReplayOutcome.Likeness;
import io.mediarunner.core.json.Json;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReplayOutcomeTest {
  private static final String INFO =
      "{\"codec\":\"h264\",\"encode_video\":[{\"width\":640,\"size\":1000}]}";

  @Test
  void theSameHashesAreIdenticalWhateverTheLogSays() throws Exception {
    Comparison comparison =
        completed(INFO, Map.of("a.mp4", "1", "encoding.log", "2"))
            .compare(completed(INFO, Map.of("a.mp4", "1", "encoding.log", "3")));

    assertThat(comparison).isEqualTo(new Comparison(Likeness.IDENTICAL, java.util.List.of()));
  }

  @Test
  void otherBytesWithTheSameFactsAreAlike() throws Exception {
    Comparison comparison =
        completed(INFO, Map.of("a.mp4", "1"))
            .compare(completed(INFO.replace("1000", "1001"), Map.of("a.mp4", "2")));

    assertThat(comparison.likeness()).isEqualTo(Likeness.ALIKE);
    assertThat(comparison.differences()).containsExactly("a.mp4: other bytes");
  }

  @Test
  void otherFactsFilesAndEndsAreDifferent() throws Exception {
    ReplayOutcome then = completed(INFO, Map.of("a.mp4", "1"));

    assertThat(then.compare(completed(INFO.replace("640", "320"), Map.of("a.mp4", "2"))))
        .returns(Likeness.DIFFERENT, Comparison::likeness)
        .satisfies(found -> assertThat(found.differences().get(0)).contains("encode_video"));
    assertThat(then.compare(completed(INFO, Map.of("a.mp4", "1", "b.mp4", "2"))).differences())
        .containsExactly("b.mp4: only now");
    assertThat(
            then.compare(new ReplayOutcome(Optional.of("STALLED"), Map.of(), Json.object()))
                .differences())
        .containsExactly("then completed, now STALLED");
  }

  private static ReplayOutcome completed(String info, Map<String, String> hashes) throws Exception {
    return new ReplayOutcome(Optional.empty(), hashes, Json.read(info));
  }
}
