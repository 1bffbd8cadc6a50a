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

  /** Of the file that all segments of a playlist lie in, with its dot. */
  String extension() {
    return extension;
  }
}
