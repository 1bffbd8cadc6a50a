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
 * The log that is published with the results: one line per event, in UTC, as it happens. Paths on
 * this machine are reduced to file names.
 */
public final class EncodingLog {
  static final String NAME = "encoding.log";
  private final Path file;
  private final String hidden;

  /**
   * @param outputDir where the log is written
   * @param attemptDir its path must not appear in a published file
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

  /** Appends the output of a program. */
  public void output(Path programOutput) throws IOException {
    write(text(programOutput));
  }

  /** The output of a program; bytes that are not UTF-8 become question marks. */
  public static String text(Path programOutput) throws IOException {
    return new String(Files.readAllBytes(programOutput), StandardCharsets.UTF_8);
  }

  /** The errors in the output of a program, without ffmpeg's brackets. */
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
