package io.mediarunner.core.fleet.order;

import io.mediarunner.core.encoding.command.ResumePoint;
import io.mediarunner.core.encoding.plan.EncodePlan;
import io.mediarunner.core.fleet.LeaseToken;
import io.mediarunner.core.task.TaskId;
import java.time.Duration;
import java.util.Objects;

/**
 * A piece that a helper may encode.
 *
 * @param lease which piece, under which generation
 * @param key opens what belongs to this lease, for as long as it is live
 * @param beatEvery how often the coordinator wants to hear from the helper
 * @param source the file that is encoded
 * @param plan of the video
 * @param stretch of it, with an end
 */
public record PieceOrder(
    TaskId taskId,
    LeaseToken lease,
    String key,
    Duration beatEvery,
    Source source,
    EncodePlan plan,
    ResumePoint stretch) {
  /**
   * A file of the coordinator.
   *
   * @param bytes its size
   * @param sha256 of its content, in hexadecimal
   * @param extension of its name, lower-case letters and digits; may be empty
   */
  public record Source(long bytes, String sha256, String extension) {
    public Source {
      if (bytes < 0 || !sha256.matches("[0-9a-f]{64}") || !extension.matches("[a-z0-9]{0,8}")) {
        throw new IllegalArgumentException("source: " + bytes + " bytes, " + extension);
      }
    }
  }

  public PieceOrder {
    Objects.requireNonNull(taskId, "taskId");
    Objects.requireNonNull(lease, "lease");
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(beatEvery, "beatEvery");
    Objects.requireNonNull(source, "source");
    Objects.requireNonNull(plan, "plan");
    Objects.requireNonNull(stretch, "stretch");
  }
}
