package io.mediarunner.launcher.memory;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/**
 * Writes Matroska files of any length without holding one: RFC 9559 for the elements, RFC 8794 for
 * their form.
 */
public final class Matroska {
  private static final int EBML = 0x1A45DFA3;
  private static final int SEGMENT = 0x18538067;
  private static final int INFO = 0x1549A966;
  private static final int TRACKS = 0x1654AE6B;
  private static final int CLUSTER = 0x1F43B675;
  private static final int CHAPTERS = 0x1043A770;
  private static final byte[] UNKNOWN_SIZE = {1, -1, -1, -1, -1, -1, -1, -1};
  private static final int BLOCKS = 1_000;

  /** RFC 6716, 3.1 and 3.2: packets of code 3 without frames, of odd length, without content. */
  private static final List<byte[]> CORRUPT =
      List.of(
          new byte[] {(byte) 0xfb, 0},
          new byte[] {-1, -1, -1},
          new byte[] {(byte) 0xf9, 1, 2},
          new byte[] {3, 0x3f},
          new byte[] {(byte) 0xfc, -1, (byte) 0xfe});

  private Matroska() {}

  /**
   * Audio of two bytes a block, in a file that claims to be 99 hours long.
   *
   * @param blocks how many, in thousands; one a millisecond
   */
  public static void packets(OutputStream out, int blocks) throws IOException {
    head(out, 99 * 3_600_000.0);
    out.write(track("A_PCM/INT/LIT"));
    out.write(duration("99:00:00.000000000"));
    byte[] sample = {1, 2};
    clusters(out, blocks, () -> sample);
  }

  /**
   * Opus whose packets are broken in five ways: a program that decodes it complains about each.
   *
   * @param blocks how many, in thousands
   */
  public static void corruptOpus(OutputStream out, int blocks) throws IOException {
    head(out, (double) blocks * BLOCKS);
    out.write(track("A_OPUS"));
    Random random = new Random(17);
    clusters(out, blocks, () -> CORRUPT.get(random.nextInt(CORRUPT.size())));
  }

  private static void clusters(OutputStream out, int count, Supplier<byte[]> payload)
      throws IOException {
    for (int cluster = 0; cluster < count; cluster++) {
      ByteArrayOutputStream content = new ByteArrayOutputStream();
      content.writeBytes(element(0xE7, number(cluster * (long) BLOCKS)));
      for (int i = 0; i < BLOCKS; i++) {
        content.writeBytes(element(0xA3, block(i, payload.get())));
      }
      out.write(element(CLUSTER, content.toByteArray()));
    }
  }

  /** A file that is chapters and little else. */
  public static void chapters(OutputStream out, int count) throws IOException {
    head(out, 1_000);
    out.write(track("A_PCM/INT/LIT"));
    long atoms = (long) count * chapter(0).length;
    out.write(join(id(CHAPTERS), size(2 + 8 + atoms)));
    out.write(join(id(0x45B9), size(atoms))); // one edition
    for (int i = 0; i < count; i++) {
      out.write(chapter(i));
    }
    clusters(out, 1, () -> new byte[96]);
  }

  private static byte[] chapter(int number) {
    return element(
        0xB6,
        join(
            element(0x73C4, eight(number + 1L)),
            element(0x91, eight(number * 1_000L)),
            element(0x92, eight(number * 1_000L + 999))));
  }

  private static byte[] eight(long number) {
    return ByteBuffer.allocate(8).putLong(number).array();
  }

  private static byte[] size(long length) {
    return eight(1L << 56 | length);
  }

  /** Of track 1, a key frame, the millisecond within its cluster before its content. */
  private static byte[] block(int millis, byte[] payload) {
    byte[] head = {(byte) 0x81, (byte) (millis >> 8), (byte) millis, (byte) 0x80};
    return join(head, payload);
  }

  private static void head(OutputStream out, double millis) throws IOException {
    out.write(element(EBML, element(0x4282, "matroska".getBytes(StandardCharsets.US_ASCII))));
    out.write(id(SEGMENT));
    out.write(UNKNOWN_SIZE);
    byte[] duration = element(0x4489, ByteBuffer.allocate(8).putDouble(millis).array());
    out.write(element(INFO, join(element(0x2AD7B1, number(1_000_000)), duration)));
  }

  private static byte[] track(String codec) {
    byte[] audio =
        join(
            element(0xB5, ByteBuffer.allocate(8).putDouble(48_000).array()),
            element(0x9F, number(1)),
            element(0x6264, number(16)));
    byte[] head = "OpusHead\1\1\0\0\u0080\u00bb\0\0\0\0\0".getBytes(StandardCharsets.ISO_8859_1);
    byte[] entry =
        join(
            element(0xD7, number(1)),
            element(0x73C5, number(1)),
            element(0x83, number(2)), // audio
            element(0x86, codec.getBytes(StandardCharsets.US_ASCII)),
            codec.equals("A_OPUS") ? element(0x63A2, head) : new byte[0],
            element(0xE1, audio));
    return element(TRACKS, element(0xAE, entry));
  }

  private static byte[] duration(String time) {
    byte[] name = element(0x45A3, "DURATION".getBytes(StandardCharsets.US_ASCII));
    byte[] value = element(0x4487, time.getBytes(StandardCharsets.US_ASCII));
    byte[] targets = element(0x63C0, element(0x63C5, number(1)));
    return element(0x1254C367, element(0x7373, join(targets, element(0x67C8, join(name, value)))));
  }

  private static byte[] element(int id, byte[] content) {
    byte[] size =
        content.length < 127
            ? new byte[] {(byte) (0x80 | content.length)}
            : ByteBuffer.allocate(4).putInt(0x10000000 | content.length).array();
    return join(id(id), size, content);
  }

  private static byte[] id(int id) {
    return number(id);
  }

  /** Big-endian, as short as can be. */
  private static byte[] number(long value) {
    int length = Math.max(1, (71 - Long.numberOfLeadingZeros(value)) / 8);
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (value >> (8 * (length - 1 - i)));
    }
    return bytes;
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }
}
