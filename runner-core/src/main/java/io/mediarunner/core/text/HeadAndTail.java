package io.mediarunner.core.text;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;

/**
 * The beginning and the end of a text. Both are cut between lines, or between characters where
 * there is no line break.
 *
 * @param head the whole text if nothing is left out
 * @param leftOut bytes between both
 * @param tail empty if nothing is left out
 */
public record HeadAndTail(String head, long leftOut, String tail) {
  private static final int LINE_BREAK = '\n';

  /**
   * @throws NullPointerException if a component is null
   */
  public HeadAndTail {
    Objects.requireNonNull(head, "head");
    Objects.requireNonNull(tail, "tail");
  }

  /**
   * Of a file, which may still grow. Bytes that are not UTF-8 become replacement characters.
   *
   * @param headBytes most bytes of its beginning, 0 or more
   * @param tailBytes most bytes of its end, 0 or more
   * @throws IOException if it cannot be read
   */
  public static HeadAndTail of(Path file, int headBytes, int tailBytes) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      long size = channel.size();
      if (size <= (long) headBytes + tailBytes) {
        return new HeadAndTail(decoded(read(channel, 0, (int) size)), 0, "");
      }
      return cut(read(channel, 0, headBytes), size, read(channel, size - tailBytes, tailBytes));
    }
  }

  /** The same of a text in memory. */
  public static HeadAndTail of(String text, int headBytes, int tailBytes) {
    if (text.length() <= (headBytes + tailBytes) / 3) { // UTF-8 has three bytes a char at most
      return new HeadAndTail(text, 0, "");
    }
    byte[] all = text.getBytes(StandardCharsets.UTF_8);
    if (all.length <= headBytes + tailBytes) {
      return new HeadAndTail(text, 0, "");
    }
    return cut(
        Arrays.copyOf(all, headBytes),
        all.length,
        Arrays.copyOfRange(all, all.length - tailBytes, all.length));
  }

  /**
   * The end of a file.
   *
   * @throws IOException if it cannot be read
   */
  public static String tail(Path file, int bytes) throws IOException {
    HeadAndTail ends = of(file, 0, bytes);
    return ends.head() + ends.tail();
  }

  private static HeadAndTail cut(byte[] first, long size, byte[] last) {
    byte[] head = Arrays.copyOf(first, headEnd(first));
    byte[] tail = Arrays.copyOfRange(last, tailStart(last), last.length);
    return new HeadAndTail(decoded(head), size - head.length - tail.length, decoded(tail));
  }

  private static int headEnd(byte[] bytes) {
    for (int i = bytes.length; i > 0; i--) {
      if (bytes[i - 1] == LINE_BREAK) {
        return i;
      }
    }
    int last = bytes.length - 1;
    while (last > 0 && continues(bytes[last])) {
      last--;
    }
    return last >= 0 && last + length(bytes[last]) > bytes.length ? last : bytes.length;
  }

  /** How many bytes a character of UTF-8 has, by its first one. */
  private static int length(byte first) {
    int ones = Integer.numberOfLeadingZeros(~(first << 24));
    return ones < 2 ? 1 : ones;
  }

  private static int tailStart(byte[] bytes) {
    for (int i = 0; i < bytes.length - 1; i++) { // a line break at the very end ends the only line
      if (bytes[i] == LINE_BREAK) {
        return i + 1;
      }
    }
    int start = 0;
    while (start < bytes.length && continues(bytes[start])) {
      start++;
    }
    return start;
  }

  /** Whether a byte of UTF-8 is not the first of its character. */
  private static boolean continues(byte b) {
    return (b & 0xC0) == 0x80;
  }

  private static byte[] read(FileChannel channel, long from, int count) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(count);
    while (bytes.hasRemaining() && channel.read(bytes, from + bytes.position()) >= 0) {
      // until it is full, or the file has become shorter
    }
    return Arrays.copyOf(bytes.array(), bytes.position());
  }

  private static String decoded(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** The line that stands for so many bytes; empty for none. */
  public static String gap(long leftOut) {
    return leftOut == 0 ? "" : "[... " + leftOut + " bytes left out ...]\n";
  }

  /** Both, with {@link #gap} between them. */
  public String text() {
    boolean open = leftOut > 0 && !head.isEmpty() && !head.endsWith("\n");
    return head + (open ? "\n" : "") + gap(leftOut) + tail;
  }
}
