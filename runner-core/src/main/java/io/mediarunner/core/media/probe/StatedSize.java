package io.mediarunner.core.media.probe;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.OptionalLong;

/**
 * How large a file is by what its container says. If it is so large, nothing of it was lost on the
 * way, and a header that promises a longer recording is wrong. Matroska: RFC 8794 and RFC 9559; AVI
 * and WAV: RIFF with the OpenDML extensions; AIFF: IFF-85; ASF: its File Properties Object.
 */
final class StatedSize {
  private static final int SEARCHED = 1 << 16;
  private static final int MOST_CHUNKS = 10_000;
  private static final int EBML = 0x1A45DFA3;
  private static final int SEGMENT = 0x18538067;

  /** What writers put who cannot go back: all bits set, or nearly the largest signed number. */
  private static final long PLACEHOLDER = 0x7FFF0000L;

  /** GUID 8CABDCA1-A947-11CF-8EE4-00C00C205365, as it is stored. */
  private static final String FILE_PROPERTIES = stored("a1dcab8c47a9cf118ee400c00c205365");

  private StatedSize() {}

  /** Whether nothing is missing; false also where the container does not tell. */
  static boolean reached(Path path) throws IOException {
    OptionalLong stated = of(path);
    return stated.isPresent() && stated.getAsLong() <= Files.size(path);
  }

  /** In bytes; empty where the container does not tell. */
  static OptionalLong of(Path path) throws IOException {
    try (FileChannel file = FileChannel.open(path)) {
      ByteBuffer start = read(file, 0, SEARCHED);
      String text = text(start, SEARCHED);
      if (start.getInt(0) == EBML) {
        return matroska(start);
      }
      if (text.startsWith("RIFF")) {
        return riff(file);
      }
      if (text.startsWith("FORM")) {
        return chunk(Integer.toUnsignedLong(start.getInt(4)), file.size());
      }
      int properties = text.indexOf(FILE_PROPERTIES);
      return properties >= 0 && properties + 48 <= start.capacity()
          ? known(start.order(ByteOrder.LITTLE_ENDIAN).getLong(properties + 40))
          : OptionalLong.empty();
    }
  }

  private static OptionalLong known(long size) {
    return size > 0 ? OptionalLong.of(size) : OptionalLong.empty();
  }

  /** A header of eight bytes and what it says. */
  private static OptionalLong chunk(long length, long there) {
    boolean unknown = length == 0 || (length >= PLACEHOLDER && length > there);
    return unknown ? OptionalLong.empty() : OptionalLong.of(8 + length);
  }

  /** A header, then one segment, whose size may be unknown: all its bits are then set. */
  private static OptionalLong matroska(ByteBuffer start) {
    long header = number(start, 4);
    long segment = 4L + width(start, 4) + header;
    if (header < 0 || segment + 12 > start.capacity() || start.getInt((int) segment) != SEGMENT) {
      return OptionalLong.empty();
    }
    int at = (int) segment + 4;
    long stated = number(start, at);
    return stated < 0 ? OptionalLong.empty() : OptionalLong.of(at + width(start, at) + stated);
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

  private static OptionalLong riff(FileChannel file) throws IOException {
    long at = 0;
    for (int i = 0; i < MOST_CHUNKS && at + 8 <= file.size(); i++) {
      ByteBuffer head = read(file, at, 8).order(ByteOrder.LITTLE_ENDIAN);
      if (!text(head, 4).equals("RIFF")) {
        break;
      }
      OptionalLong chunk = chunk(Integer.toUnsignedLong(head.getInt(4)), file.size() - at);
      if (chunk.isEmpty()) {
        return chunk;
      }
      at += chunk.getAsLong();
    }
    return known(at);
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
