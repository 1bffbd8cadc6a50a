package io.mediarunner.core.media;

import io.mediarunner.core.process.TaskProcesses;
import io.mediarunner.core.task.Progress;
import io.mediarunner.core.task.TaskRequest;
import io.mediarunner.core.workspace.DiskClaims;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * One attempt at a task, as the media step sees it.
 *
 * @param request what the Manager sent
 * @param source the downloaded file, under our own name
 * @param sourceName last path segment of the source address, percent-decoded; outputs are named
 *     after it
 * @param sourceAddress where it came from in the end, behind all redirects; may hold secrets
 * @param workDir private scratch folder of this attempt
 * @param keptDir private folder that a later attempt at the same task inherits if the runner dies
 *     during this one; it need not exist
 * @param outputDir everything placed here is published as it is
 * @param tools runs programs, and knows when the task is cancelled
 * @param assets downloads additional files that the task names
 * @param disk what it has yet to write there
 * @param progress told of stages and progress, often; on any thread
 */
public record MediaTask(
    TaskRequest request,
    Path source,
    String sourceName,
    String sourceAddress,
    Path workDir,
    Path keptDir,
    Path outputDir,
    TaskProcesses tools,
    Assets assets,
    DiskClaims.Claim disk,
    Consumer<Progress> progress) {
  /**
   * @throws NullPointerException if a component is null
   */
  public MediaTask {
    Objects.requireNonNull(request, "request");
    Objects.requireNonNull(source, "source");
    Objects.requireNonNull(sourceName, "sourceName");
    Objects.requireNonNull(sourceAddress, "sourceAddress");
    Objects.requireNonNull(workDir, "workDir");
    Objects.requireNonNull(keptDir, "keptDir");
    Objects.requireNonNull(outputDir, "outputDir");
    Objects.requireNonNull(tools, "tools");
    Objects.requireNonNull(assets, "assets");
    Objects.requireNonNull(disk, "disk");
    Objects.requireNonNull(progress, "progress");
  }
}
