package io.mediarunner.core.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeadAndTailTest {
  private static final int KIB = 1 << 10;
  @TempDir Path folder;

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("log"), text);
  }

  @Test
  void keepsAllOfASmallFile() throws Exception {
    HeadAndTail all = HeadAndTail.of(file("one\ntwo"), 4, 3);

    assertThat(all).isEqualTo(new HeadAndTail("one\ntwo", 0, ""));
    assertThat(all.text()).isEqualTo("one\ntwo");
    assertThat(HeadAndTail.tail(file("one\ntwo"), 100)).isEqualTo("one\ntwo");
    assertThat(HeadAndTail.of(file(""), 4, 3).text()).isEmpty();
  }

  @Test
  void keepsWholeLinesOfBothEndsOfALargeFile() throws Exception {
    StringBuilder text = new StringBuilder();
    for (int i = 0; text.length() < 5 << 20; i++) {
      text.append("line ").append(i).append('\n');
    }
    Path file = file(text.toString());

    HeadAndTail ends = HeadAndTail.of(file, 256 * KIB, 128 * KIB);

    assertThat(ends.head()).startsWith("line 0\nline 1\n").endsWith("\n");
    assertThat(ends.tail()).startsWith("line ").endsWith(text.substring(text.length() - 100));
    assertThat(ends.head().length()).isBetween(256 * KIB - 20, 256 * KIB);
    assertThat(ends.tail().length()).isBetween(128 * KIB - 20, 128 * KIB);
    assertThat(ends.head().length() + ends.leftOut() + ends.tail().length())
        .isEqualTo(text.length());
    assertThat(ends.text())
        .isEqualTo(ends.head() + "[... " + ends.leftOut() + " bytes left out ...]\n" + ends.tail());
    assertThat(HeadAndTail.of(text.toString(), 256 * KIB, 128 * KIB)).isEqualTo(ends);
    assertThat(HeadAndTail.tail(file, 128 * KIB)).isEqualTo(ends.tail());
  }

  @Test
  void cutsALineWithoutEndBetweenCharacters() throws Exception {
    Path file = file("é".repeat(1_000)); // two bytes each

    HeadAndTail ends = HeadAndTail.of(file, 5, 7);

    assertThat(ends).isEqualTo(new HeadAndTail("éé", 2_000 - 4 - 6, "ééé"));
    assertThat(ends.text()).isEqualTo("éé\n[... 1990 bytes left out ...]\nééé");
    assertThat(HeadAndTail.of(file, 4, 6).leftOut()).isEqualTo(1_990);
  }

  @Test
  void replacesWhatIsNotUtf8() throws Exception {
    Path file =
        Files.write(folder.resolve("latin"), "caf\u00e9\n".getBytes(StandardCharsets.ISO_8859_1));

    assertThat(HeadAndTail.of(file, 100, 100).text()).isEqualTo("caf\ufffd\n");
  }

  @Test
  void readsASmallFileWholeAndRefusesALargerOne() throws Exception {
    assertThat(SmallFile.text(file("12345"), 5)).isEqualTo("12345");
    Path larger = file("123456");
    assertThatThrownBy(() -> SmallFile.text(larger, 5))
        .isInstanceOf(IOException.class)
        .hasMessage("log is larger than 5 bytes");
  }
}
