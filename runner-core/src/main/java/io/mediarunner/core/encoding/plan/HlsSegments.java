package io.mediarunner.core.encoding.plan;

/** Container of the media behind HLS playlists. */
public enum HlsSegments {
  /** MPEG transport stream, video and main audio together, as today's platform needs it. */
  TS(".ts"),
  /**
   * Fragmented MP4 (CMAF, ISO/IEC 23000-19), one track per file, so that the same files also serve
   * DASH.
   */
  FMP4(".m4s");

  private final String extension;

  HlsSegments(String extension) {
    this.extension = extension;
  }

  /** Extension of the file that contains all segments of a playlist, with its dot. */
  String extension() {
    return extension;
  }
}
