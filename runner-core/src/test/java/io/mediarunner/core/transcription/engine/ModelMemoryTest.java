package io.mediarunner.core.transcription.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mediarunner.core.error.FailureCode;
import io.mediarunner.core.error.TaskFailedException;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelMemoryTest {
  /** whisper.cpp's README: model, disk in MiB, memory in MB. */
  @ParameterizedTest
  @CsvSource({"75, 273", "142, 388", "466, 852", "1536, 2100", "2969, 3900"})
  void needsAboutWhatTheEnginesAuthorsMeasured(long mebibytes, double megabytes) {
    double needed = ModelMemory.needed(mebibytes << 20) / 1e6;

    assertThat(needed).isBetween(megabytes, megabytes * 1.3);
  }

  @Test
  void refusesWhatDoesNotFit() {
    assertThatThrownBy(() -> ModelMemory.check(1L << 30, OptionalLong.of(1L << 30)))
        .isInstanceOfSatisfying(
            TaskFailedException.class,
            e -> {
              assertThat(e.failure().code()).isEqualTo(FailureCode.MEMORY_SHORT);
              assertThat(e.failure().message()).contains("1592 MB", "1073 MB");
            });
    assertThatCode(() -> ModelMemory.check(1L << 30, OptionalLong.of(1L << 31)))
        .doesNotThrowAnyException();
    assertThatCode(() -> ModelMemory.check(1L << 40, OptionalLong.empty()))
        .doesNotThrowAnyException();
  }
}
