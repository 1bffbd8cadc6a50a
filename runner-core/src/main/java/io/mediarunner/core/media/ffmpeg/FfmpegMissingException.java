package io.mediarunner.core.media.ffmpeg;

import java.util.ArrayList;
import java.util.List;

/** No usable ffmpeg; the message says why and what to do. */
public final class FfmpegMissingException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Debian packages that would help; empty if none would. */
  private final ArrayList<String> packages;

  public FfmpegMissingException(String message, List<String> packages) {
    super(message);
    this.packages = new ArrayList<>(packages);
  }

  /** Debian packages that would help; empty if none would. */
  public List<String> packages() {
    return List.copyOf(packages);
  }
}
