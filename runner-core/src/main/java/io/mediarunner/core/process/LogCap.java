package io.mediarunner.core.process;

import io.mediarunner.core.text.HeadAndTail;
import io.mediarunner.core.text.Limits;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Keeps what one program writes to its log from filling the disk: a damaged source makes ffmpeg
 * write a line for each of its packets. Programs append, so the file may become shorter under their
 * hands. Any thread.
 */
final class LogCap {
  private final Path log;
  private final AtomicBoolean busy = new AtomicBoolean();

  /**
   * @param log need not exist
   */
  LogCap(Path log) {
    this.log = log;
  }

  /** Leaves out the middle of a log that has become too large. Lines written meanwhile go too. */
  void keep() {
    if (!busy.compareAndSet(false, true)) {
      return;
    }
    try {
      if (Files.isRegularFile(log) && Files.size(log) > Limits.TOOL_LOG) {
        shorten();
      }
    } catch (IOException e) {
      // it is tried again, and a program's largest file has a limit of its own
    } finally {
      busy.set(false);
    }
  }

  private void shorten() throws IOException {
    byte[] kept =
        HeadAndTail.of(log, Limits.LOG_HEAD, Limits.LOG_TAIL)
            .text()
            .getBytes(StandardCharsets.UTF_8);
    try (FileChannel channel = FileChannel.open(log, StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(kept);
      while (bytes.hasRemaining()) {
        channel.write(bytes, bytes.position());
      }
      channel.truncate(kept.length);
    }
  }
}
