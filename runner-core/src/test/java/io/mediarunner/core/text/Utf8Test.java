package io.mediarunner.core.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Utf8Test {
  @TempDir private Path folder;

  @Test
  void mendsWhatAProgramPrintedInAnotherCharacterSet() throws Exception {
    Path log = folder.resolve("a.log");
    Files.write(
        log, "  title : \u00c9t\u00e9 \u00e0 la mer\n".getBytes(StandardCharsets.ISO_8859_1));

    Utf8.mend(log);

    assertThat(Files.readString(log)).isEqualTo("  title : \ufffdt\ufffd \ufffd la mer\n");
    assertThat(folder)
        .isDirectoryContaining("glob:**a.log")
        .isDirectoryNotContaining("glob:**.part");
  }

  @Test
  void leavesWhatIsValidAsItIs() throws Exception {
    Path log =
        Files.writeString(folder.resolve("a.log"), "\u00c9t\u00e9 \ud83c\udfac\n".repeat(10_000));
    Object before = Files.getAttribute(log, "unix:ino");

    Utf8.mend(log);

    assertThat(Files.getAttribute(log, "unix:ino")).isEqualTo(before);
  }

  @Test
  void followsNoLink() throws Exception {
    Path other = Files.write(folder.resolve("other"), new byte[] {(byte) 0xe9});
    Path link = Files.createSymbolicLink(folder.resolve("a.log"), other);

    Utf8.mend(link);

    assertThat(other).hasBinaryContent(new byte[] {(byte) 0xe9});
    assertThat(link).isSymbolicLink();
  }
}
