package io.mediarunner.verticles.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaskExportTest {
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "Talk|\"Talk\"",
        "=1+1|\"'=1+1\"",
        "+1|\"'+1\"",
        "-1|\"'-1\"",
        "@SUM(A1)|\"'@SUM(A1)\"",
        "`\t=1`|\"'\t=1\"",
        "say \"hi\", you|\"say \"\"hi\"\", you\""
      })
  void aCellIsAText(String text, String cell) {
    assertThat(TaskExport.cell(text)).isEqualTo(cell);
  }
}
