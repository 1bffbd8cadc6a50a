package io.mediarunner.core.media.ffmpeg;

import io.mediarunner.core.text.HeadAndTail;
import io.mediarunner.core.text.Limits;
import io.mediarunner.core.text.Lines;
import io.mediarunner.core.text.ShellWords;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The log that is published with the results: one line per event, in UTC, as it happens. Paths on
 * this machine are reduced to file names. Beyond {@link Limits#LOG} only its beginning and its end
 * are kept.
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
              + "|^(\\[info] )?Stream mapping:$"
              + "|^\\[\\.\\.\\. \\d+ bytes left out");

  private final Path file;
  private final String hidden;
  private int headBytes = Limits.LOG_HEAD;
  private long leftOut;

  /**
   * @param outputDir where the log is written
   * @param attemptDir its path must not appear in a published file
   */
  public EncodingLog(Path outputDir, Path attemptDir) {
    this.file = outputDir.resolve(NAME);
    this.hidden = attemptDir.toAbsolutePath() + "/";
  }

  public void heading(String name) {
    append("\n--> " + name + "\n");
  }

  public void line(String text) {
    String kept = HeadAndTail.of(text, Limits.ENTRY / 2, Limits.ENTRY / 2).text();
    append(Instant.now().truncatedTo(ChronoUnit.MILLIS) + " " + kept + "\n");
  }

  public void command(List<String> args) {
    line("command: " + ShellWords.quoted(args));
  }

  /**
   * Appends what ffmpeg printed, as far as it may be published: what it says of its work, its
   * warnings and errors. Everything else is left out by not being listed, above all the dumps of
   * inputs and outputs, which hold the source's metadata: position, author, comments. Of a long
   * output only the beginning and the end.
   */
  public void output(Path programOutput) throws IOException {
    append(
        text(programOutput)
            .lines()
            .filter(line -> PUBLISHED.matcher(line).find())
            .map(line -> line + "\n")
            .collect(Collectors.joining()));
  }

  /** The output of a program: all of it, or its beginning and its end. */
  public static String text(Path programOutput) throws IOException {
    return HeadAndTail.of(programOutput, Limits.OUTPUT_HEAD, Limits.OUTPUT_TAIL).text();
  }

  /** The first error in the output of a program, without ffmpeg's brackets. */
  public static Optional<String> firstError(Path programOutput) throws IOException {
    return Lines.read(
        programOutput,
        lines ->
            lines
                .filter(line -> line.contains("[error] ") || line.contains("[fatal] "))
                .map(line -> line.replaceFirst(".*\\[(error|fatal)] ", ""))
                .findFirst());
  }

  private synchronized void append(String text) {
    try {
      // Not writeString, which refuses half a surrogate pair, as a title may hold one.
      Files.write(
          file,
          text.replace(hidden, "").getBytes(StandardCharsets.UTF_8),
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
      if (Files.size(file) > Limits.LOG) {
        shorten();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** However often: there is one gap, and it says how much is missing in all. */
  private void shorten() throws IOException {
    HeadAndTail kept = HeadAndTail.of(file, headBytes, Limits.LOG_TAIL);
    headBytes = kept.head().getBytes(StandardCharsets.UTF_8).length; // ends right before the gap
    leftOut += kept.leftOut() - HeadAndTail.gap(leftOut).length();
    Files.writeString(file, new HeadAndTail(kept.head(), leftOut, kept.tail()).text());
  }

  /**
   * The end of a log, for the Manager's administrator, under the heading that the platform's
   * administrators know.
   *
   * @param outputDir where the log was written
   * @return empty if there is none
   */
  public static Optional<String> tail(Path outputDir) throws IOException {
    Path log = outputDir.resolve(NAME);
    if (!Files.isRegularFile(log)) {
      return Optional.empty();
    }
    String tail = HeadAndTail.tail(log, Limits.MANAGER_TAIL).strip();
    return tail.isEmpty() ? Optional.empty() : Optional.of("[info_script.log]\n" + tail);
  }
}
