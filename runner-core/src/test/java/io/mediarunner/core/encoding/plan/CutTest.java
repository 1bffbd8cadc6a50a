package io.mediarunner.core.encoding.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mediarunner.core.error.FailureCode;
import io.mediarunner.core.error.TaskFailedException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class CutTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"start\":\"00:00:20\",\"end\":\"00:00:30\"}                                      | 20   | 30",
        "{\"start\":\"00:00:20.500\",\"end\":\"00:00:22.250\"}                              | 20.5 | 22.25",
        "{\"start\":\"0:20\",\"end\":\"30\"}                                                | 20   | 30",
        "{\"start\":20,\"end\":30}                                                          | 20   | 30",
        "{\"start\":\"00:00:20\",\"end\":\"00:02:00\"}                                      | 20   | 60",
        "{\"start\":\"00:00:20\",\"end\":\"00:02:00\",\"initial_duration\":\"00:00:50\"}    | 20   | 50",
        "{\"start\":\"0\",\"end\":\"5\",\"duration\":\"99\"}                                | 0    | 5"
      })
  void readsTimesAndStaysWithinTheSource(String value, double start, double end) throws Exception {
    assertThat(Cut.parse(value.strip(), 60)).contains(new Cut(start, end));
  }

  @Test
  void takesAnObjectAsWellAsText() throws Exception {
    assertThat(Cut.parse(Map.of("start", "1", "end", 2), 60)).contains(new Cut(1, 2));
  }

  @ParameterizedTest
  @NullAndEmptySource
  @ValueSource(strings = {"{}", "null", "[]", " "})
  void cutsNothingWhereNothingIsAsked(String value) throws Exception {
    assertThat(Cut.parse(value, 60)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"start\":\"00:00:30\",\"end\":\"00:00:20\"}",
        "{\"start\":\"00:02:00\",\"end\":\"00:03:00\"}",
        "{\"start\":\"00:00:20\"}",
        "{\"start\":\"00:00:20\",\"end\":\"\"}",
        "{\"start\":\"0 -f null -\",\"end\":\"5\"}",
        "{\"start\":\"-5\",\"end\":\"5\"}",
        "{\"start\":\"1\",\"end\":\"1.05\"}",
        "{\"start\":true,\"end\":5}",
        "{\"start\":\"1e9\",\"end\":\"2e9\"}",
        "[1]",
        "3",
        "{",
        "cut"
      })
  void refusesWhatItCannotKeep(String value) {
    assertThatThrownBy(() -> Cut.parse(value, 60))
        .isInstanceOfSatisfying(
            TaskFailedException.class,
            e -> {
              assertThat(e.failure().code()).isEqualTo(FailureCode.CUT_INVALID);
              assertThat(e.failure().message()).startsWith("cut: ");
            });
  }
}
