package io.mediarunner.core.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FailureCodeTest {
  private static final Map<FailureCode.Fault, String> WHO =
      Map.of(
          FailureCode.Fault.REQUEST, "task sender",
          FailureCode.Fault.SOURCE, "video owner",
          FailureCode.Fault.RUNNER, "runner operator");

  @ParameterizedTest
  @EnumSource
  void isOnThePageAsItIs(FailureCode code) throws Exception {
    assertThat(Files.readString(Path.of("../docs/errors.md")))
        .contains(
            String.format(
                Locale.ROOT,
                "| `%s` | %s | %s | %s | %s |",
                code.name(),
                WHO.get(code.fault()),
                code.retryable() ? "yes" : "no",
                code.english(),
                code.french()));
  }

  @ParameterizedTest
  @EnumSource
  void isOneSentenceForATeacher(FailureCode code) {
    for (String sentence : new String[] {code.english(), code.french()}) {
      assertThat(sentence).endsWith(".").hasSizeBetween(20, 120);
      assertThat(sentence.toLowerCase(Locale.ROOT)).doesNotContain("ffmpeg", "exception", "null");
    }
  }
}
