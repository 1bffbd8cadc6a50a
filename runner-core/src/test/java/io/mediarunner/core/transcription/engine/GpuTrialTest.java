package io.mediarunner.core.transcription.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.mediarunner.core.transcription.engine.GpuTrial.Heard;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GpuTrialTest {
  private static final Heard CPU = new Heard("good morning and thank you", 2, false);

  @TempDir Path folder;

  @Test
  void trustsAGpuThatIsRightAndNotSlower() {
    assertThat(GpuTrial.verdict(CPU, new Heard("good morning and thank you", 0.4, true))).isEmpty();
  }

  @Test
  void turnsOffAGpuThatIsSilentWrongSlowOrNotThere() {
    assertThat(GpuTrial.verdict(CPU, new Heard("", 0.4, true)))
        .isEqualTo(
            "it recognised \"\" with the GPU where the CPU recognised \"good morning and thank you\"");
    assertThat(GpuTrial.verdict(CPU, new Heard("good boring", 0.4, true))).contains("good boring");
    assertThat(GpuTrial.verdict(CPU, new Heard("good morning and thank you", 16, true)))
        .isEqualTo("the GPU is slower than the CPU: 16.0 s instead of 2.0 s");
    assertThat(GpuTrial.verdict(CPU, new Heard("good morning and thank you", 2, false)))
        .isEqualTo("the engine found no GPU");
    assertThat(GpuTrial.verdict(new Heard("", 2, false), new Heard("", 1, true)))
        .contains("nothing to compare");
  }

  @Test
  void saysWithWhichModelsTheGpuIsUsed() {
    GpuUse use = new GpuUse(true, Optional.of(Map.of("a.bin", "", "b.bin", "it lies")));

    assertThat(use.allows(Optional.of(Path.of("/m/a.bin")))).isTrue();
    assertThat(use.allows(Optional.of(Path.of("/m/b.bin")))).isFalse();
    assertThat(use.whyNot(Optional.of(Path.of("/m/b.bin")))).contains("it lies");
    assertThat(use.allows(Optional.of(Path.of("/m/new.bin")))).isFalse();
    assertThat(GpuUse.untried(true).allows(Optional.empty())).isTrue();
    assertThat(GpuUse.untried(false).allows(Optional.empty())).isFalse();
  }

  @Test
  void triesOnceForEachEngineAndModel() throws Exception {
    Path file = folder.resolve("gpu.json");
    List<String> tried = new ArrayList<>();
    TrialCache.Trial trial =
        () -> {
          tried.add("x");
          return "it lies";
        };

    assertThat(new TrialCache(file).verdict("engine 1", "model", trial)).isEqualTo("it lies");
    assertThat(new TrialCache(file).verdict("engine 1", "model", trial)).isEqualTo("it lies");
    assertThat(tried).hasSize(1);
    new TrialCache(file).verdict("engine 2", "model", trial);
    assertThat(tried).hasSize(2);
    Files.writeString(file, "{");
    new TrialCache(file).verdict("engine 1", "model", trial);
    assertThat(tried).hasSize(3);
  }
}
