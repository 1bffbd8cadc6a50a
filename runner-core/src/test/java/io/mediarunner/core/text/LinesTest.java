package io.mediarunner.core.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinesTest {
  @TempDir Path folder;

  private List<String> lines(String text) throws IOException {
    return Lines.read(Files.writeString(folder.resolve("log"), text), Stream::toList);
  }

  @Test
  void splitsAsJavaDoes() throws Exception {
    for (String text : List.of("", "\n", "a", "a\n", "a\r\nb\rc\n\nd", "\r\r\n\n", "a\r", "é\n")) {
      assertThat(lines(text)).as(text).isEqualTo(text.lines().toList());
    }
    String large = "some line\r\n".repeat(30_000); // so that one pair is parted between two blocks
    assertThat(lines(large)).isEqualTo(large.lines().toList());
  }

  @Test
  void cutsALineThatIsTooLong() throws Exception {
    assertThat(lines("x".repeat(3 * Limits.LINE) + "\nnext"))
        .containsExactly("x".repeat(Limits.LINE), "next");
  }

  @Test
  void readsWhatIsNotUtf8() throws Exception {
    Path file = folder.resolve("latin");
    Files.write(file, "caf\u00e9: [error] 1\n".getBytes(StandardCharsets.ISO_8859_1));

    assertThat(Lines.contain(file, "[error]")).isTrue();
    assertThat(Lines.contain(file, Pattern.compile("^caf.: \\[error] \\d$"))).isTrue();
    assertThat(Lines.contain(file, "[fatal]")).isFalse();
  }

  @Test
  void countsInAFileOfManyMegabytes() throws Exception {
    Path file = folder.resolve("log");
    byte[] part =
        "[opus @ 0x1] [error] broken\nfine\n".repeat(1_000).getBytes(StandardCharsets.UTF_8);
    try (OutputStream out = Files.newOutputStream(file)) {
      for (int i = 0; i < 200; i++) {
        out.write(part);
      }
    }
    long errors = Lines.read(file, lines -> lines.filter(line -> line.contains("[error]")).count());
    assertThat(errors).isEqualTo(200_000);
  }

  @Test
  void saysThatThereIsNoFile() {
    assertThatThrownBy(() -> Lines.contain(folder.resolve("none"), "x"))
        .isInstanceOf(NoSuchFileException.class);
  }
}
