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
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The log that is published with the results: one line an event, in UTC, as it happens. Paths of
 * this machine are cut down to file names.
 */
public final class EncodingLog {
  static final String NAME = "encoding.log";

  /**
   * Lines of a component, such as an encoder or a muxer; warnings and errors of ffmpeg itself; of
   * the dumps only how long an input lasts, the kind of a stream, and which stream becomes which.
   */
  private static final Pattern PUBLISHED =
      Pattern.compile(
          "^(\\[[^\\]]* @ (0x)?[0-9a-fA-F]+] )"
              + "|^\\[(warning|error|fatal|panic)] "
              + "|^(\\[info] )?  Duration: [0-9N]"
              + "|^(\\[info] )?  Stream #\\d+:\\d+(\\[0x[0-9a-f]+])?(\\([a-z]{2,3}\\))?: (Video|Audio): "
              + "|^(\\[info] )?  Stream #\\d+:\\d+ (\\([^)]*\\) )?-> "
              + "|^(\\[info] )?Stream mapping:$");

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

  /**
   * Takes over what ffmpeg printed, as far as it may be published: what it says of its work, its
   * warnings and errors. Everything else is left out by not being listed, above all the dumps of
   * inputs and outputs, which hold the source's metadata: position, author, comments.
   */
  public void output(Path programOutput) throws IOException {
    StringBuilder kept = new StringBuilder();
    text(programOutput)
        .lines()
        .filter(line -> PUBLISHED.matcher(line).find())
        .forEach(line -> kept.append(line).append('\n'));
    write(kept.toString());
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
