package io.mediarunner.core.media.probe;

import io.mediarunner.core.media.probe.Mp4Boxes.Box;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an MP4 or QuickTime file says of its tracks where it keeps books: its edit list (elst), or
 * else the times of its frames (stts). The durations in its headers are mere claims. Boxes: ISO/IEC
 * 14496-12, 8.3 to 8.6.
 */
final class Mp4Table {
  private static final int MOST_BYTES = 16 << 20;

  private final Mp4Boxes file;
  private final Map<Integer, Double> seconds = new HashMap<>();
  private double movieScale = 1;

  private Mp4Table(Mp4Boxes file) {
    this.file = file;
  }

  /**
   * @return length of each track by its id, seconds; a track whose table is missing or larger than
   *     16 MiB is left out
   */
  static Map<Integer, Double> lengths(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path)) {
      Mp4Boxes file = new Mp4Boxes(channel);
      Mp4Table table = new Mp4Table(file);
      Box movie = file.find(0, channel.size(), "moov");
      if (movie != null) {
        table.movie(movie);
      }
      return Map.copyOf(table.seconds);
    }
  }

  private void movie(Box movie) throws IOException {
    Box header = file.find(movie.start(), movie.end(), "mvhd");
    movieScale = header == null ? 1 : Math.max(1, scale(header));
    file.each(
        movie.start(),
        movie.end(),
        box -> {
          if (box.type().equals("trak")) {
            track(box);
          }
          return true;
        });
  }

  private void track(Box track) throws IOException {
    Box header = file.find(track.start(), track.end(), "tkhd");
    Box media = file.find(track.start(), track.end(), "mdia");
    if (header == null || media == null) {
      return;
    }
    int id = number(header.start() + (version(header) == 1 ? 20 : 12));
    Box edits = file.inside(track, "edts", "elst");
    Box times = file.inside(media, "minf", "stbl", "stts");
    Box mediaHeader = file.find(media.start(), media.end(), "mdhd");
    if (tooLarge(edits) || tooLarge(times)) {
      return;
    }
    double edited = edits == null ? 0 : edited(edits) / movieScale;
    if (edited > 0) {
      seconds.put(id, edited);
    } else if (times != null && mediaHeader != null && scale(mediaHeader) > 0) {
      seconds.put(id, frames(times) / scale(mediaHeader));
    }
  }

  private static boolean tooLarge(@Nullable Box box) {
    return box != null && box.end() - box.start() > MOST_BYTES;
  }

  /** All that is shown; an empty edit delays it and is no part of it. */
  private double edited(Box edits) throws IOException {
    boolean wide = version(edits) == 1;
    int size = wide ? 20 : 12;
    long all = 0;
    for (ByteBuffer entry : new Entries(edits, size)) {
      long length = wide ? entry.getLong() : Integer.toUnsignedLong(entry.getInt());
      long from = wide ? entry.getLong() : entry.getInt();
      all += from == -1 ? 0 : length;
    }
    return all;
  }

  private double frames(Box times) throws IOException {
    double all = 0;
    for (ByteBuffer entry : new Entries(times, 8)) {
      all += (double) Integer.toUnsignedLong(entry.getInt()) * entry.getInt();
    }
    return all;
  }

  /** The entries of a table, behind version, flags and their number. */
  private final class Entries implements Iterable<ByteBuffer> {
    private final ByteBuffer bytes;
    private final int size;

    Entries(Box box, int size) throws IOException {
      long there = (box.end() - box.start() - 8) / size;
      long number = Math.min(there, Integer.toUnsignedLong(number(box.start() + 4)));
      this.size = size;
      this.bytes = file.read(box.start() + 8, (int) number * size);
    }

    @Override
    public Iterator<ByteBuffer> iterator() {
      return new Iterator<>() {
        @Override
        public boolean hasNext() {
          return bytes.remaining() >= size;
        }

        @Override
        public ByteBuffer next() {
          ByteBuffer entry = bytes.slice(bytes.position(), size);
          bytes.position(bytes.position() + size);
          return entry;
        }
      };
    }
  }

  private int version(Box box) throws IOException {
    return file.read(box.start(), 1).get();
  }

  /** Units a second, of mvhd or mdhd. */
  private double scale(Box header) throws IOException {
    return Integer.toUnsignedLong(number(header.start() + (version(header) == 1 ? 20 : 12)));
  }

  private int number(long at) throws IOException {
    return file.read(at, 4).getInt();
  }
}
