package io.mediarunner.core.media;

import java.util.ArrayList;
import java.util.List;

/**
 * A media playlist of byte ranges in one file (RFC 8216).
 *
 * @param segments in order
 * @param uris of the segments, each once
 * @param ended whether it says that nothing follows
 */
record HlsPlaylist(List<Segment> segments, List<String> uris, boolean ended) {
  /**
   * One segment.
   *
   * @param seconds its duration
   * @param length in bytes
   * @param offset in the file
   */
  record Segment(double seconds, long length, long offset) {}

  static HlsPlaylist parse(String text) {
    List<Segment> segments = new ArrayList<>();
    List<String> uris = new ArrayList<>();
    boolean ended = false;
    double seconds = 0;
    long length = 0;
    long offset = 0;
    for (String line : text.split("\\R")) {
      if (line.startsWith("#EXTINF:")) {
        seconds = Double.parseDouble(line.substring(8).split(",")[0]);
      } else if (line.startsWith("#EXT-X-BYTERANGE:")) {
        String[] range = line.substring(17).split("@");
        length = Long.parseLong(range[0]);
        offset = Long.parseLong(range[1]);
      } else if (line.startsWith("#EXT-X-ENDLIST")) {
        ended = true;
      } else if (!line.isBlank() && !line.startsWith("#")) {
        segments.add(new Segment(seconds, length, offset));
        if (!uris.contains(line)) {
          uris.add(line);
        }
      }
    }
    return new HlsPlaylist(segments, uris, ended);
  }

  double seconds() {
    return segments.stream().mapToDouble(Segment::seconds).sum();
  }

  /** Bits per second of the segment that has most. */
  long peakBps() {
    return segments.stream()
        .mapToLong(segment -> (long) Math.ceil(segment.length() * 8 / segment.seconds()))
        .max()
        .orElse(0);
  }

  /** Whether the ranges follow each other without gap and fill a file of that size. */
  boolean fills(long size) {
    long at = 0;
    for (Segment segment : segments) {
      if (segment.offset() != at) {
        return false;
      }
      at += segment.length();
    }
    return at == size;
  }
}
