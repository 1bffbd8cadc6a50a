package io.mediarunner.core.fleet.helper;

import io.mediarunner.core.error.FailureCode;
import io.mediarunner.core.error.TaskFailedException;
import io.mediarunner.core.fleet.order.PieceOrder;
import io.mediarunner.core.media.MediaTask;
import io.mediarunner.core.process.TaskProcesses;
import io.mediarunner.core.task.TaskRequest;
import io.mediarunner.core.workspace.DiskClaims;
import io.mediarunner.core.workspace.RealFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** A piece of somebody else's task, as a task of this machine: one source, and nothing to fetch. */
public final class PieceTask {
  private PieceTask() {}

  /**
   * Makes its folders.
   *
   * @param attempt folder of the piece
   */
  public static MediaTask of(
      PieceOrder order, Path source, Path attempt, TaskProcesses programs, DiskClaims.Claim claim)
      throws IOException {
    TaskRequest request =
        new TaskRequest(
            order.taskId(),
            "",
            "",
            Optional.empty(),
            "encoding",
            "",
            Optional.empty(),
            Map.of(),
            "",
            Optional.empty());
    return new MediaTask(
        request,
        source,
        "source",
        "",
        RealFolder.createIn(attempt, attempt.resolve("work")),
        attempt.resolve("kept"),
        RealFolder.createIn(attempt, output(attempt)),
        programs,
        (name, url, most, listener) -> {
          throw new TaskFailedException(
              FailureCode.SOURCE_REFUSED, "A piece has no further files.");
        },
        claim,
        progress -> {});
  }

  /** Where the encoded files of a piece are. */
  public static Path output(Path attempt) {
    return attempt.resolve("output");
  }
}
