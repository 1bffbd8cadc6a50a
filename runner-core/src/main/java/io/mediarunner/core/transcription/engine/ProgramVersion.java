package io.mediarunner.core.transcription.engine;

import io.mediarunner.core.media.ffmpeg.FfmpegTools;
import io.mediarunner.core.media.ffmpeg.ProgramOutput;
import io.mediarunner.core.process.ProcessRunner;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Version and features of programs, by their own output. */
final class ProgramVersion {
  private static final Pattern WHISPER = Pattern.compile("whisper\\.cpp version: (\\S+)");
  private static final Pattern FFMPEG = Pattern.compile("ffmpeg version (\\S+)");
  private static final String UNKNOWN = "unknown version";

  private ProgramVersion() {}

  /** Version of whisper-cli, which reports it since 1.9. */
  static String ofWhisper(Path program, ProcessRunner processes) {
    return first(WHISPER, said(processes, Map.of(), program.toString(), "--version"));
  }

  static String ofFfmpeg(Path program, ProcessRunner processes) {
    return first(FFMPEG, said(processes, Map.of(), program.toString(), "-version"));
  }

  static boolean hasWhisperFilter(FfmpegTools tools, ProcessRunner processes) {
    String program = tools.ffmpeg().toString();
    return said(processes, tools.environment(), program, "-hide_banner", "-h", "filter=whisper")
        .contains("Filter whisper");
  }

  private static String first(Pattern pattern, String toolLog) {
    Matcher matcher = pattern.matcher(toolLog);
    return matcher.find() ? matcher.group(1) : UNKNOWN;
  }

  private static String said(
      ProcessRunner processes, Map<String, String> environment, String... command) {
    try {
      return ProgramOutput.of(processes, List.of(command), environment).text();
    } catch (IOException e) {
      return "";
    }
  }
}
