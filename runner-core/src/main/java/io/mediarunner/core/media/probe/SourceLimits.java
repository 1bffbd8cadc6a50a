package io.mediarunner.core.media.probe;

import io.mediarunner.core.error.FailureCode;
import io.mediarunner.core.error.TaskFailedException;
import io.mediarunner.core.media.MediaInfo;
import java.util.Locale;

/** Limits that no lecture exceeds and that protect the machine. */
public final class SourceLimits {
  /** Twice 8K in both directions. */
  private static final long MOST_PIXELS = 15_360L * 8_640;

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
    check(video.width(), video.height());
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
   * @throws TaskFailedException {@code SOURCE_EXCESSIVE}
   */
  static void check(int width, int height) throws TaskFailedException {
    require(
        (long) width * height <= MOST_PIXELS,
        String.format(
            Locale.ROOT,
            "its frame size is %d x %d, the limit is %d million pixels",
            width,
            height,
            MOST_PIXELS / 1_000_000));
  }

  private static void require(boolean right, String otherwise) throws TaskFailedException {
    if (!right) {
      throw new TaskFailedException(
          FailureCode.SOURCE_EXCESSIVE, "Unsupported source: " + otherwise + ".");
    }
  }
}
