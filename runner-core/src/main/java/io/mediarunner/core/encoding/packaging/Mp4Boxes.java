package io.mediarunner.core.encoding.packaging;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The top-level boxes of an MP4 file (ISO/IEC 14496-12). */
public final class Mp4Boxes {
  private Mp4Boxes() {}

  /** Whether the file is faststart: the moov box comes before the media data. */
  public static boolean startsFast(Path file) throws IOException {
    List<String> types = types(file);
    int index = types.indexOf("moov");
    return index >= 0 && index < types.indexOf("mdat");
  }

  private static List<String> types(Path file) throws IOException {
    List<String> types = new ArrayList<>();
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      long at = 0;
      while (at + 8 <= in.length()) {
        in.seek(at);
        long size = Integer.toUnsignedLong(in.readInt());
        byte[] type = new byte[4];
        in.readFully(type);
        types.add(new String(type, StandardCharsets.ISO_8859_1));
        if (size == 1) {
          size = in.readLong();
        }
        if (size < 8) {
          break; // to the end of the file
        }
        at += size;
      }
    }
    return types;
  }
}
