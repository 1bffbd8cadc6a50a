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

  /**
   * The timestamp of a rendition's first picture and first audible sample, in seconds, on the
   * muxer's clock. Pictures that are stored out of order and the encoder delay of AAC have decoding
   * timestamps before that moment. If the clock started at 0, those would be negative; ffmpeg would
   * then shift each file by a different amount, and the same instant would have different
   * timestamps in different renditions (RFC 8216, section 6.2.4).
   */
  public static final int FIRST_TIMESTAMP_SECONDS = 1;

  private final String extension;

  HlsSegments(String extension) {
    this.extension = extension;
  }

  /** Extension of the file that contains all segments of a playlist, with its dot. */
  String extension() {
    return extension;
  }
}
