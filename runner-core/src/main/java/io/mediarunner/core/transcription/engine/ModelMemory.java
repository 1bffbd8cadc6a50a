package io.mediarunner.core.transcription.engine;

import io.mediarunner.core.error.FailureCode;
import io.mediarunner.core.error.TaskFailedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whether a model fits into memory. If an engine needs more than there is, the system kills it or,
 * worse, something else.
 */
public final class ModelMemory {
  private static final Path MEMORY = Path.of("/proc/meminfo");
  private static final Path GROUP_LIMIT = Path.of("/sys/fs/cgroup/memory.max");
  private static final Pattern AVAILABLE = Pattern.compile("MemAvailable: +(\\d+) kB");

  /** Fits whisper.cpp's table of disk and memory, 75 MiB to 273 MB and 2.9 GiB to 3.9 GB. */
  private static final double TIMES_FILE = 1.25;

  private static final long BESIDE = 250_000_000;

  private ModelMemory() {}

  /** Bytes that an engine needs for a model file of a given size. */
  static long needed(long fileBytes) {
    return Math.round(fileBytes * TIMES_FILE) + BESIDE;
  }

  /**
   * Checks before an engine starts.
   *
   * @throws TaskFailedException {@code MEMORY_SHORT}
   */
  public static void check(Path model) throws TaskFailedException, IOException {
    check(Files.size(model), available());
  }

  static void check(long fileBytes, OptionalLong available) throws TaskFailedException {
    long needed = needed(fileBytes);
    if (available.isPresent() && available.getAsLong() < needed) {
      throw new TaskFailedException(
          FailureCode.MEMORY_SHORT,
          String.format(
              Locale.ROOT,
              "The speech model needs %d MB of memory, but the runner has only %d MB left.",
              needed / 1_000_000,
              available.getAsLong() / 1_000_000));
    }
  }

  /** Memory available now; empty if the system does not say. */
  private static OptionalLong available() throws IOException {
    if (!Files.isReadable(MEMORY)) {
      return OptionalLong.empty();
    }
    Matcher line = AVAILABLE.matcher(Files.readString(MEMORY));
    if (!line.find()) {
      return OptionalLong.empty();
    }
    long bytes = Long.parseLong(line.group(1)) * 1024;
    String limit = Files.isReadable(GROUP_LIMIT) ? Files.readString(GROUP_LIMIT).strip() : "max";
    return OptionalLong.of(limit.matches("\\d+") ? Math.min(bytes, Long.parseLong(limit)) : bytes);
  }
}
