package io.mediarunner.core.media.ffmpeg;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The log that is published with the results: one line an event, in UTC, as it happens. Paths of
 * this machine are cut down to file names.
 */
public final class EncodingLog {
  static final String NAME = "encoding.log";
  private final Path file;
  private final String hidden;

  /**
   * @param outputDir where the log is written
   * @param attemptDir whose path does not belong into a published file
   */
  public EncodingLog(Path outputDir, Path attemptDir) {
    this.file = outputDir.resolve(NAME);
    this.hidden = attemptDir.toAbsolutePath() + "/";
  }

  public void heading(String name) {
    write("\n--> " + name + "\n");
  }

  public void line(String text) {
    write(Instant.now().truncatedTo(ChronoUnit.MILLIS) + " " + text + "\n");
  }

  public void command(List<String> args) {
    line("command: " + String.join(" ", args));
  }

  /** Takes over what a program toolLog. */
  public void output(Path programOutput) throws IOException {
    write(text(programOutput));
  }

  /** What a program toolLog; bytes that are no UTF-8 become question marks. */
  public static String text(Path programOutput) throws IOException {
    return new String(Files.readAllBytes(programOutput), StandardCharsets.UTF_8);
  }

  /** The complaints among what a program toolLog, without ffmpeg's brackets. */
  public static String errors(Path programOutput) throws IOException {
    return text(programOutput)
        .lines()
        .filter(line -> line.contains("[error] ") || line.contains("[fatal] "))
        .map(line -> line.replaceFirst(".*\\[(error|fatal)] ", ""))
        .collect(Collectors.joining("\n"));
  }

  private void write(String text) {
    try {
      Files.writeString(
          file, text.replace(hidden, ""), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The whole log so far. */
  public String text() throws IOException {
    return Files.exists(file) ? text(file) : "";
  }
}
