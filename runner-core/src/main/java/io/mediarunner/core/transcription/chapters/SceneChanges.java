package io.mediarunner.core.transcription.chapters;

import io.mediarunner.core.error.TaskFailedException;
import io.mediarunner.core.media.MediaInfo;
import io.mediarunner.core.media.audio.AudioTools;
import io.mediarunner.core.process.ProcessExit;
import io.mediarunner.core.text.Lines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * When the picture of a recording changes as a whole, such as to the next slide. ffmpeg decodes all
 * of it, two small pictures a second are compared. Blocks its thread.
 */
public final class SceneChanges {
  /**
   * Of ffmpeg's filter {@code select}, 0 to 1: a pointer that moves is far below, a slide above.
   */
  private static final String THRESHOLD = "0.08";

  private static final String TIMES = "scenes.txt";
  private static final Pattern TIME = Pattern.compile("pts_time:([0-9]+(?:\\.[0-9]+)?)");
  private static final int MOST = 10_000;

  private final AudioTools tools;

  public SceneChanges(AudioTools tools) {
    this.tools = tools;
  }

  /**
   * Seconds from the recording's beginning, ascending, 10,000 at most; none for a recording without
   * pictures or whose pictures cannot be decoded.
   */
  public List<Double> of(Path recording, MediaInfo info) throws TaskFailedException, IOException {
    if (info.video().isEmpty()) {
      return List.of();
    }
    List<String> command = tools.start("error");
    command.addAll(tools.ffmpeg().source(recording));
    command.addAll(List.of("-map", "0:" + info.video().get().index(), "-an", "-sn", "-vf"));
    command.add(
        "fps=2,scale=160:90:flags=area,format=gray,select='gt(scene\\,"
            + THRESHOLD
            + ")',metadata=mode=print:file="
            + TIMES);
    command.addAll(List.of("-f", "null", "-"));
    tools.log().command(command);
    if (!(tools.run("scenes", command) instanceof ProcessExit.Done)) {
      tools.log().line("not all pictures could be decoded to propose chapters from");
    }
    Path times = tools.workDir().resolve(TIMES);
    if (!Files.exists(times)) {
      return List.of();
    }
    return Lines.read(
        times,
        lines ->
            lines
                .map(TIME::matcher)
                .filter(Matcher::find)
                .limit(MOST)
                .map(found -> Double.parseDouble(found.group(1)))
                .toList());
  }
}
