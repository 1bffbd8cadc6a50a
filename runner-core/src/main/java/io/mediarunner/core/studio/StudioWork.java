package io.mediarunner.core.studio;

import io.mediarunner.core.config.StudioConfig;
import io.mediarunner.core.encoding.run.EncodingWork;
import io.mediarunner.core.error.TaskFailedException;
import io.mediarunner.core.media.MediaTask;
import io.mediarunner.core.media.MediaWork;
import java.util.Objects;
import java.util.Optional;

/**
 * The media step of studio tasks: the recordings of a Mediapackage are joined and encoded in one
 * pass. One for the whole runner; each call blocks its own thread.
 */
public final class StudioWork implements MediaWork {
  private final EncodingWork encoding;
  private final StudioConfig config;
  private final long maxBytes;

  /**
   * @param encoding encodes the renditions
   * @param maxBytes largest recording; 0 = no limit
   */
  public StudioWork(EncodingWork encoding, StudioConfig config, long maxBytes) {
    this.encoding = Objects.requireNonNull(encoding, "encoding");
    this.config = Objects.requireNonNull(config, "config");
    this.maxBytes = maxBytes;
  }

  @Override
  public String run(MediaTask task) throws TaskFailedException {
    return encoding.run(task, new StudioPlanner(config, maxBytes));
  }

  @Override
  public Optional<SourceLimit> sourceLimit() {
    return Optional.of(new SourceLimit(SafeXml.MOST_BYTES, SafeXml.tooLarge("Mediapackage")));
  }
}
