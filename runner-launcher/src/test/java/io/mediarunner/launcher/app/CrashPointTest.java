package io.mediarunner.launcher.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mediarunner.core.database.WriteWatch;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CrashPointTest {
  @Test
  void isNoneUnlessAskedFor() {
    assertThat(CrashPoint.of(Optional.empty())).isSameAs(WriteWatch.NONE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "before", "before:", "before:0", "during:3", "after:-1", "after:x"})
  void refusesWhatItDoesNotUnderstand(String value) {
    assertThatThrownBy(() -> CrashPoint.of(Optional.of(value)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("mediarunner.crashAtJournalWrite: before:N or after:N");
  }
}
