package io.mediarunner.core.media.probe;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;

/**
 * Whether a file is as large as its container says. If so, nothing of it was lost on the way, and a
 * header that promises a longer recording is wrong. Matroska: RFC 8794 and RFC 9559; AVI: RIFF with
 * the OpenDML extensions; ASF: its File Properties Object.
 */
final class StatedSize {
  private static final int SEARCHED = 1 << 16;
  private static final int MOST_CHUNKS = 10_000;
  private static final int EBML = 0x1A45DFA3;
  private static final int SEGMENT = 0x18538067;

  /** GUID 8CABDCA1-A947-11CF-8EE4-00C00C205365, as it is stored. */
  private static final String FILE_PROPERTIES = stored("a1dcab8c47a9cf118ee400c00c205365");

  private StatedSize() {}

  /** Whether nothing is missing; false also where the container does not tell. */
  static boolean reached(Path path) throws IOException {
    try (FileChannel file = FileChannel.open(path)) {
      ByteBuffer start = read(file, 0, SEARCHED);
      String text = text(start, SEARCHED);
      if (start.getInt(0) == EBML) {
        return matroska(start, file.size());
      }
      if (text.startsWith("RIFF")) {
        return riff(file);
      }
      int properties = text.indexOf(FILE_PROPERTIES);
      return properties >= 0
          && properties + 48 <= start.capacity()
          && asf(start.order(ByteOrder.LITTLE_ENDIAN).getLong(properties + 40), file.size());
    }
  }

  private static boolean asf(long stated, long size) {
    return stated > 0 && stated <= size;
  }

  /** A header, then one segment, whose size may be unknown: all its bits are then set. */
  private static boolean matroska(ByteBuffer start, long size) {
    long header = number(start, 4);
    long segment = 4L + width(start, 4) + header;
    if (header < 0 || segment + 12 > start.capacity() || start.getInt((int) segment) != SEGMENT) {
      return false;
    }
    int at = (int) segment + 4;
    long stated = number(start, at);
    return stated >= 0 && at + width(start, at) + stated <= size;
  }

  private static int width(ByteBuffer bytes, int at) {
    return Integer.numberOfLeadingZeros(bytes.get(at) & 0xff) - 23;
  }

  /** An EBML number of variable width; -1 = unknown or unreadable. */
  private static long number(ByteBuffer bytes, int at) {
    int width = width(bytes, at);
    if (width > 8) {
      return -1;
    }
    long value = (bytes.get(at) & 0xff) & (0xff >> width);
    boolean unknown = value == (0xff >> width);
    for (int i = 1; i < width; i++) {
      int next = bytes.get(at + i) & 0xff;
      unknown &= next == 0xff;
      value = value << 8 | next;
    }
    return unknown ? -1 : value;
  }

  private static boolean riff(FileChannel file) throws IOException {
    long at = 0;
    for (int i = 0; i < MOST_CHUNKS && at + 8 <= file.size(); i++) {
      ByteBuffer head = read(file, at, 8).order(ByteOrder.LITTLE_ENDIAN);
      if (!text(head, 4).equals("RIFF")) {
        break;
      }
      long length = Integer.toUnsignedLong(head.getInt(4));
      if (length == 0) {
        return false;
      }
      at += 8 + length;
    }
    return at > 0 && at <= file.size();
  }

  private static String stored(String hexadecimal) {
    return new String(HexFormat.of().parseHex(hexadecimal), StandardCharsets.ISO_8859_1);
  }

  private static String text(ByteBuffer buffer, int length) {
    byte[] bytes = new byte[length];
    buffer.get(0, bytes);
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private static ByteBuffer read(FileChannel file, long at, int bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(bytes);
    while (buffer.hasRemaining() && file.read(buffer, at + buffer.position()) > 0) {}
    return buffer.clear();
  }
}
