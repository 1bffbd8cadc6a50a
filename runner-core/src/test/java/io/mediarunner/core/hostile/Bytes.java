package io.mediarunner.core.hostile;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/** Bytes put together by hand. */
final class Bytes {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  static Bytes of(String latin1) {
    return new Bytes().text(latin1);
  }

  Bytes text(String latin1) {
    out.writeBytes(latin1.getBytes(StandardCharsets.ISO_8859_1));
    return this;
  }

  Bytes all(byte[] bytes) {
    out.writeBytes(bytes);
    return this;
  }

  Bytes zeros(int count) {
    return all(new byte[count]);
  }

  Bytes big(int... values) {
    return numbers(ByteOrder.BIG_ENDIAN, values);
  }

  Bytes little(int... values) {
    return numbers(ByteOrder.LITTLE_ENDIAN, values);
  }

  private Bytes numbers(ByteOrder order, int... values) {
    ByteBuffer buffer = ByteBuffer.allocate(4 * values.length).order(order);
    for (int value : values) {
      buffer.putInt(value);
    }
    return all(buffer.array());
  }

  /** A box of ISO media, ISO/IEC 14496-12, 4.2. */
  static byte[] box(String type, byte[] content) {
    return new Bytes().big(8 + content.length).text(type).all(content).bytes();
  }

  /** A chunk of a PNG, https://www.w3.org/TR/png-3/#5Chunk-layout */
  Bytes png(String type, byte[] content) {
    byte[] checked = Bytes.of(type).all(content).bytes();
    CRC32 crc = new CRC32();
    crc.update(checked);
    return big(content.length).all(checked).big((int) crc.getValue());
  }

  byte[] bytes() {
    return out.toByteArray();
  }
}
