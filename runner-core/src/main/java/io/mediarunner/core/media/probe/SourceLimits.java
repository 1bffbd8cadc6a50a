package io.mediarunner.core.media.probe;

import io.mediarunner.core.error.FailureCode;
import io.mediarunner.core.error.TaskFailedException;
import io.mediarunner.core.media.MediaInfo;
import io.mediarunner.core.media.ffmpeg.InputRules;
import io.mediarunner.core.text.Lines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Limits that no lecture exceeds and that protect the machine. */
public final class SourceLimits {
  private static final Pattern REFUSED =
      Pattern.compile("Picture size (\\d{1,9})x(\\d{1,9}) exceeds");
  private static final int MOST_STREAMS = 256;
  private static final double MOST_PICTURES_A_SECOND = 1_000;

  private SourceLimits() {}

  /**
   * @throws TaskFailedException {@code SOURCE_EXCESSIVE}, with what was found and what is allowed
   */
  public static void check(MediaInfo info) throws TaskFailedException {
    require(
        info.codecs().size() <= MOST_STREAMS,
        String.format(
            Locale.ROOT, "it has %d tracks, the limit is %d", info.codecs().size(), MOST_STREAMS));
    if (info.video().isEmpty()) {
      return;
    }
    MediaInfo.Video video = info.video().get();
    check(video.width(), video.height(), InputRules.MOST_PIXELS);
    require(
        video.average().value() <= MOST_PICTURES_A_SECOND,
        String.format(
            Locale.ROOT,
            "its frame rate is %.0f fps, the limit is %.0f fps",
            video.average().value(),
            MOST_PICTURES_A_SECOND));
  }

  /**
   * @param width pixels
   * @param height pixels
   * @param most pixels
   * @throws TaskFailedException {@code SOURCE_EXCESSIVE}
   */
  static void check(int width, int height, long most) throws TaskFailedException {
    require(
        (long) width * height <= most,
        String.format(
            Locale.ROOT,
            "its frame size is %d x %d, the limit is %d million pixels",
            width,
            height,
            most / 1_000_000));
  }

  /**
   * Checks whether ffmpeg has refused frames for their size; see {@code av_image_check_size2}.
   *
   * @param toolLog what it said
   * @param most pixels that it was allowed
   * @throws TaskFailedException {@code SOURCE_EXCESSIVE}
   */
  static void checkRefused(Path toolLog, long most) throws TaskFailedException, IOException {
    if (!Files.exists(toolLog)) {
      return;
    }
    require(
        !Lines.contain(toolLog, "Number of streams exceeds max_streams"),
        "it has more tracks than ffmpeg reads, the limit is " + MOST_STREAMS);
    Optional<MatchResult> refused =
        Lines.read(
            toolLog, lines -> lines.flatMap(line -> REFUSED.matcher(line).results()).findFirst());
    if (refused.isPresent()) {
      check(
          Integer.parseInt(refused.get().group(1)), Integer.parseInt(refused.get().group(2)), most);
    }
  }

  private static void require(boolean right, String otherwise) throws TaskFailedException {
    if (!right) {
      throw new TaskFailedException(
          FailureCode.SOURCE_EXCESSIVE, "Unsupported source: " + otherwise + ".");
    }
  }
}
