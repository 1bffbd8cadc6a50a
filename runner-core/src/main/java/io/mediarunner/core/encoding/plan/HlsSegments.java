package io.mediarunner.core.encoding.plan;

/** How the media behind HLS playlists is packed. */
public enum HlsSegments {
  /** MPEG transport stream, picture and main audio together: what today's platform takes. */
  TS(".ts"),
  /**
   * Fragmented MP4 (CMAF, ISO/IEC 23000-19), one track a file, so that the same files also serve
   * DASH.
   */
  FMP4(".m4s");

  private final String extension;

  HlsSegments(String extension) {
    this.extension = extension;
  }

  /** Of the file that all segments of a playlist lie in, with its dot. */
  String extension() {
    return extension;
  }
}
