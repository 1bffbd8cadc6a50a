package io.mediarunner.core.workspace;

import io.mediarunner.core.task.TaskId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The last lines of the program that works on a task now: of its output and of the file in which it
 * reports its progress. Touches the disk: not for event loops.
 */
public final class ToolTail {
  private static final int BYTES = 2_048;
  private static final int DEEPEST = 3;
  private static final int MOST_FILES = 2_000;
  private static final int LOG_LINES = 6;
  private static final int PROGRESS_LINES = 24;

  private final Path folder;
  private final Path hidden;

  public ToolTail(Path storageDir, TaskId taskId, int attempt) {
    this.hidden = storageDir.resolve(taskId.value()).resolve("attempt-" + attempt);
    this.folder = hidden;
  }

  /**
   * @return empty if no program has written anything
   */
  public Optional<String> read() {
    try {
      List<Path> files = files();
      StringBuilder text = new StringBuilder();
      newest(files, ".log").ifPresent(file -> text.append(tail(file, LOG_LINES)));
      newest(files, "progress.txt")
          .map(file -> tail(file, PROGRESS_LINES))
          .filter(block -> !block.isEmpty())
          .ifPresent(block -> text.append(lastBlock(block)));
      String shown = text.toString().replace(hidden.toAbsolutePath() + "/", "");
      return shown.isBlank() ? Optional.empty() : Optional.of(shown);
    } catch (IOException | UncheckedIOException e) {
      return Optional.empty(); // it is being moved
    }
  }

  private List<Path> files() throws IOException {
    List<Path> found = new ArrayList<>();
    for (String part : List.of("work", "kept")) {
      Path root = folder.resolve(part);
      if (Files.isDirectory(root, LinkOption.NOFOLLOW_LINKS)) {
        try (Stream<Path> files = Files.walk(root, DEEPEST)) {
          files
              .limit(MOST_FILES)
              .filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
              .forEach(found::add);
        }
      }
    }
    return found;
  }

  private static Optional<Path> newest(List<Path> files, String ending) {
    return files.stream()
        .filter(file -> file.getFileName().toString().endsWith(ending))
        .max(Comparator.comparingLong(file -> file.toFile().lastModified()));
  }

  private static String tail(Path file, int lines) {
    try (SeekableByteChannel channel =
        Files.newByteChannel(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
      long from = Math.max(0, channel.size() - BYTES);
      channel.position(from);
      ByteBuffer bytes = ByteBuffer.allocate(BYTES);
      while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
        // until full
      }
      String text = new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
      List<String> all = text.lines().skip(from > 0 ? 1 : 0).toList();
      List<String> last = all.subList(Math.max(0, all.size() - lines), all.size());
      return last.isEmpty() ? "" : String.join("\n", last) + "\n";
    } catch (IOException e) {
      return "";
    }
  }

  /** One line of the newest complete report: {@code frame=80 fps=24 … speed=2.1x}. */
  private static String lastBlock(String text) {
    List<String> pairs = text.lines().filter(line -> line.contains("=")).toList();
    int end = -1;
    for (int i = 0; i < pairs.size(); i++) {
      end = pairs.get(i).startsWith("progress=") ? i : end;
    }
    int begin = 0;
    for (int i = 0; i < end; i++) {
      begin = pairs.get(i).startsWith("progress=") ? i + 1 : begin;
    }
    return end < 0
        ? ""
        : String.join(
                " ",
                pairs.subList(begin, end).stream()
                    .filter(pair -> !pair.startsWith("stream_") && !pair.startsWith("out_time_"))
                    .map(pair -> pair.replaceFirst("= +", "="))
                    .toList())
            + "\n";
  }
}
