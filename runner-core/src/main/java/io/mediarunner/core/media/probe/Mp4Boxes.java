package io.mediarunner.core.media.probe;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The boxes of an MP4 or QuickTime file (ISO/IEC 14496-12, 4.2). One thread. */
public final class Mp4Boxes {
  private static final int MOST_BOXES = 100_000;

  private final FileChannel channel;
  private int boxes;
  private long missing;

  Mp4Boxes(FileChannel channel) {
    this.channel = channel;
  }

  /** Where a box keeps its contents. */
  record Box(String type, long start, long end) {}

  interface Visitor {
    /** Whether to go on. */
    boolean take(Box box) throws IOException;
  }

  /** The types of the boxes on the top level, in order. */
  static List<String> types(Path file) throws IOException {
    List<String> types = new ArrayList<>();
    try (FileChannel channel = FileChannel.open(file)) {
      new Mp4Boxes(channel).each(0, channel.size(), box -> types.add(box.type()));
    }
    return types;
  }

  /** How much of the last box on the top level is missing, bytes; 0 if it is whole. */
  static long cutOff(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      Mp4Boxes boxes = new Mp4Boxes(channel);
      boxes.each(0, channel.size(), box -> true);
      return boxes.missing;
    }
  }

  /** Whether the file is faststart: the moov box comes before the media data. */
  public static boolean startsFast(Path file) throws IOException {
    List<String> types = types(file);
    int index = types.indexOf("moov");
    return index >= 0 && index < types.indexOf("mdat");
  }

  /** A box by its way from another one; null if there is none. */
  @Nullable Box inside(Box box, String... types) throws IOException {
    Box found = box;
    for (String type : types) {
      found = found == null ? null : find(found.start(), found.end(), type);
    }
    return found;
  }

  /** The first box of a type between two places; null if there is none. */
  @Nullable Box find(long start, long end, String type) throws IOException {
    Box[] found = new Box[1];
    each(
        start,
        end,
        box -> {
          found[0] = box.type().equals(type) ? box : null;
          return found[0] == null;
        });
    return found[0];
  }

  /** Every box between two places, until the visitor has enough. */
  void each(long start, long end, Visitor visitor) throws IOException {
    long at = start;
    while (at + 8 <= end && boxes++ < MOST_BOXES) {
      ByteBuffer header = read(at, 16);
      long size = Integer.toUnsignedLong(header.getInt(0));
      byte[] name = new byte[4];
      header.get(4, name);
      String type = new String(name, StandardCharsets.ISO_8859_1);
      int head = size == 1 ? 16 : 8;
      size = size == 1 ? header.getLong(8) : size == 0 ? end - at : size;
      missing = Math.max(0, size - (end - at));
      if (size < head || size > end - at || !visitor.take(new Box(type, at + head, at + size))) {
        return;
      }
      at += size;
    }
  }

  /** Zeros where the file has ended. */
  ByteBuffer read(long at, int bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(bytes);
    while (buffer.hasRemaining() && channel.read(buffer, at + buffer.position()) > 0) {}
    return buffer.clear();
  }
}
