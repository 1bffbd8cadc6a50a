package io.mediarunner.core.text;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * A file line by line, whatever is in it: bytes that are not UTF-8 become replacement characters,
 * and of each line only the first {@link Limits#LINE} bytes count. A line ends with LF, CR or both.
 */
public final class Lines {
  private Lines() {}

  /** What is made of the lines of a file. */
  @FunctionalInterface
  public interface Reading<T> {
    /** The stream can be used once, and not afterwards. */
    T of(Stream<String> lines) throws IOException;
  }

  /**
   * Reads a file once, one line in memory at a time.
   *
   * @throws IOException if the file cannot be read
   */
  public static <T> T read(Path file, Reading<T> reading) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return reading.of(StreamSupport.stream(new Reader(in), false));
    } catch (UncheckedIOException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /** Whether a line has a text in it. */
  public static boolean contain(Path file, String text) throws IOException {
    return read(file, lines -> lines.anyMatch(line -> line.contains(text)));
  }

  /** Whether something in a line matches. */
  public static boolean contain(Path file, Pattern pattern) throws IOException {
    return read(file, lines -> lines.anyMatch(line -> pattern.matcher(line).find()));
  }

  private static final class Reader extends Spliterators.AbstractSpliterator<String> {
    private static final int BLOCK = 64 << 10;
    private static final int FIRST = 256;

    private final InputStream in;
    private final byte[] block = new byte[BLOCK];
    private int at;
    private int end;
    private byte[] line = new byte[FIRST];
    private boolean afterReturn;

    Reader(InputStream in) {
      super(Long.MAX_VALUE, Spliterator.ORDERED | Spliterator.NONNULL);
      this.in = in;
    }

    @Override
    public boolean tryAdvance(Consumer<? super String> action) {
      String next;
      try {
        next = next();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      if (next == null) {
        return false;
      }
      action.accept(next);
      return true;
    }

    private @Nullable String next() throws IOException {
      int length = 0;
      boolean any = false;
      while (at < end || fill()) {
        byte b = block[at++];
        boolean restOfEnd = b == '\n' && afterReturn;
        afterReturn = b == '\r';
        if (restOfEnd) {
          continue;
        }
        if (b == '\n' || b == '\r') {
          return text(length);
        }
        any = true;
        if (length < Limits.LINE) {
          if (length == line.length) {
            line = Arrays.copyOf(line, Math.min(Limits.LINE, 2 * length));
          }
          line[length++] = b;
        }
      }
      return any ? text(length) : null;
    }

    private boolean fill() throws IOException {
      at = 0;
      end = Math.max(0, in.read(block));
      return end > 0;
    }

    private String text(int length) {
      return new String(line, 0, length, StandardCharsets.UTF_8);
    }
  }
}
