package io.mediarunner.core.media.ffmpeg;

/** There is no ffmpeg that can be used; the message says why and what to do. */
public final class FfmpegMissingException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Debian packages that would help; empty when no package would. */
  private final java.util.List<String> packages;

  public FfmpegMissingException(String message, java.util.List<String> packages) {
    super(message);
    this.packages = java.util.List.copyOf(packages);
  }

  /** Debian packages that would help; empty when none would. */
  public java.util.List<String> packages() {
    return packages;
  }
}
