package io.mediarunner.core.media.ffmpeg;

import java.util.ArrayList;
import java.util.List;

/** There is no ffmpeg that can be used; the message says why and what to do. */
public final class FfmpegMissingException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Debian packages that would help; empty when no package would. */
  private final ArrayList<String> packages;

  public FfmpegMissingException(String message, List<String> packages) {
    super(message);
    this.packages = new ArrayList<>(packages);
  }

  /** Debian packages that would help; empty when none would. */
  public List<String> packages() {
    return List.copyOf(packages);
  }
}
