package io.mediarunner.core.media.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;

import io.mediarunner.core.text.Limits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EncodingLogTest {
  private static final Pattern GAP =
      Pattern.compile("\\[\\.\\.\\. (\\d+) bytes left out \\.\\.\\.]");
  @TempDir Path folder;
  private Path file;
  private Path program;
  private EncodingLog log;

  @BeforeEach
  void open() {
    file = folder.resolve("encoding.log");
    program = folder.resolve("encode.log");
    log = new EncodingLog(folder, folder.resolve("attempt"));
  }

  private void said(int megabytes) throws IOException {
    String line = "[opus @ 0x5581] [error] Error parsing the packet header of the broken file.\n";
    Files.writeString(
        program,
        "[warning] first\n" + line.repeat((megabytes << 20) / line.length()) + "[warning] last\n");
  }

  @Test
  void keepsBothEndsOfALongOutput() throws Exception {
    said(3);

    log.output(program);

    assertThat(file)
        .content()
        .startsWith("[warning] first\n[opus")
        .endsWith("header of the broken file.\n[warning] last\n");
    assertThat(file).content().containsOnlyOnce("bytes left out");
    assertThat(Files.size(file)).isBetween(500L << 10, 513L << 10);
  }

  @Test
  void staysWithinItsOwnLimitAndSaysHowMuchIsMissing() throws Exception {
    said(1);
    log.heading("start");
    long written = 0;
    long most = 0;
    for (int i = 0; i < 40; i++) {
      log.output(program);
      written += 512L << 10;
      most = Math.max(most, Files.size(file));
    }
    log.line("the end");

    String text = Files.readString(file);
    assertThat(text).startsWith("\n--> start\n[warning] first\n").endsWith("the end\n");
    assertThat(most).isLessThanOrEqualTo(Limits.LOG);
    long missing = 0;
    long gaps = 0;
    for (Matcher gap = GAP.matcher(text); gap.find(); ) {
      missing = Math.max(missing, Long.parseLong(gap.group(1)));
      gaps++;
    }
    // one gap for the log, one for each output that is still in it
    assertThat(gaps).isLessThan(12);
    assertThat(missing + text.length()).isBetween(written - (1 << 20), written + (1 << 20));
  }

  @Test
  void sendsTheManagerTheEnd() throws Exception {
    assertThat(EncodingLog.tail(folder)).isEmpty();
    said(3);
    log.output(program);

    assertThat(EncodingLog.tail(folder).orElseThrow())
        .startsWith("[info_script.log]\n[opus @")
        .endsWith("\n[warning] last")
        .hasSizeBetween(99_000, 100_100);
  }

  @Test
  void findsTheFirstErrorAndCountsDamage() throws Exception {
    said(3);

    assertThat(EncodingLog.firstError(program))
        .contains("Error parsing the packet header of the broken file.");
    assertThat(DecodeErrors.count(program)).isGreaterThan(30_000);
  }

  @Test
  void hidesTheFolderOfTheAttempt() throws Exception {
    log.line("reads " + folder.resolve("attempt/work/source.mp4").toAbsolutePath());

    assertThat(file).content().contains("reads work/source.mp4").doesNotContain(folder.toString());
  }
}
