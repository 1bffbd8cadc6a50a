package io.mediarunner.core.hostile;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Pictures that claim to be huge, and archives that become so. */
final class HostilePictures {
  private static final int MIB = 1 << 20;

  private HostilePictures() {}

  /** By name. */
  static Map<String, byte[]> all() throws IOException {
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put("claims-60000.png", png(60_000, 60_000, new byte[] {0x78, (byte) 0x9c}));
    files.put("claims-maximum.png", png(Integer.MAX_VALUE, Integer.MAX_VALUE, new byte[] {0x78}));
    files.put("is-15000.png", png(15_000, 15_000, deflated(15_000L * 15_001)));
    files.put("text-bomb.png", textBomb());
    files.put(
        "claims-65535.gif",
        Bytes.of("GIF89a\u00ff\u00ff\u00ff\u00ff\u0080\0\0")
            .zeros(6)
            .text(",\0\0\0\0\u00ff\u00ff\u00ff\u00ff\0\u0002\u0002L\u0001\0;")
            .bytes());
    files.put(
        "claims-65500.jpg",
        Bytes.of("\u00ff\u00d8\u00ff\u00c0\0\u0011\u0008\u00ff\u00dc\u00ff\u00dc\u0003")
            .text("\u0001\"\0\u0002\u0011\u0001\u0003\u0011\u0001\u00ff\u00d9")
            .bytes());
    files.put(
        "claims-100000.bmp",
        Bytes.of("BM")
            .little(100, 0, 54, 40, 100_000, 100_000, 0x00180001, 0, 0, 0, 0, 0, 0)
            .bytes());
    files.put(
        "lies.webp", Bytes.of("RIFF\u00ff\u00ff\u00ff\u007fWEBPVP8X").little(-1, 0, -1).bytes());
    files.put(
        "strips.tif",
        Bytes.of("II*\0")
            .little(8)
            .text("\u0001\0")
            .text("\u0001\u0001\u0004\0")
            .little(-1, 8, 8)
            .bytes());
    files.put("zeros.gz", gzip(64 * MIB));
    files.put("zeros.zip", zip(64 * MIB));
    return files;
  }

  /** Grey, with whatever is given as its compressed pixels. */
  private static byte[] png(int width, int height, byte[] pixels) {
    return Bytes.of("\u0089PNG\r\n\u001a\n")
        .png("IHDR", new Bytes().big(width, height).text("\u0008\0\0\0\0").bytes())
        .png("IDAT", pixels)
        .png("IEND", new byte[0])
        .bytes();
  }

  private static byte[] textBomb() throws IOException {
    return Bytes.of("\u0089PNG\r\n\u001a\n")
        .png("IHDR", new Bytes().big(16, 16).text("\u0008\0\0\0\0").bytes())
        .png("zTXt", Bytes.of("Comment\0\0").all(deflated(64L * MIB)).bytes())
        .png("iCCP", Bytes.of("icc\0\0").all(deflated(64L * MIB)).bytes())
        .png("IDAT", deflated(16 * 17))
        .png("IEND", new byte[0])
        .bytes();
  }

  private static byte[] deflated(long zeros) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (OutputStream deflate = new DeflaterOutputStream(out, new Deflater(9))) {
      zeros(deflate, zeros);
    }
    return out.toByteArray();
  }

  private static byte[] gzip(long zeros) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (OutputStream gzip = new GZIPOutputStream(out)) {
      zeros(gzip, zeros);
    }
    return out.toByteArray();
  }

  private static byte[] zip(long zeros) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.putNextEntry(new ZipEntry("../../escaped.mp4"));
      zeros(zip, zeros);
    }
    return out.toByteArray();
  }

  private static void zeros(OutputStream out, long count) throws IOException {
    byte[] block = new byte[MIB];
    for (long left = count; left > 0; left -= block.length) {
      out.write(block, 0, (int) Math.min(left, block.length));
    }
  }
}
