package io.mediarunner.core.media;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Every warning is in the docs, in the words that the dashboard shows. */
class WarningTextTest {
  private static final Map<String, String> WHO =
      Map.of("REQUEST", "task sender", "SOURCE", "video owner", "RUNNER", "runner operator");

  @Test
  void theDocsHaveTheWordsOfTheDashboard() throws IOException {
    List<String> rows =
        Arrays.stream(Warning.Code.values())
            .map(
                code ->
                    "| `"
                        + String.join(
                            " | ",
                            code.name() + "`",
                            WHO.get(code.fault().name()),
                            code.english(),
                            code.englishAdvice(),
                            code.french(),
                            code.frenchAdvice())
                        + " |")
            .toList();
    assertThat(Files.readAllLines(Path.of("../docs/errors.md"))).containsSubsequence(rows);
  }
}
