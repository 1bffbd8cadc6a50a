package io.mediarunner.core.machine;

import io.mediarunner.core.process.ProcessExit;
import io.mediarunner.core.process.ProcessRunner;
import io.mediarunner.core.process.ProcessSpec;
import io.mediarunner.core.process.ProcessStartException;
import io.mediarunner.core.text.Limits;
import io.mediarunner.core.text.SmallFile;
import io.mediarunner.core.workspace.TemporaryFiles;
import io.mediarunner.core.workspace.Workspace;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Asks NVIDIA's driver about its cards. Blocks its callers for up to 5 s. */
public final class GpuQuery {
  private static final Duration LIMIT = Duration.ofSeconds(5);
  private static final List<String> QUERY =
      List.of(
          "nvidia-smi",
          "--query-gpu=name,utilization.gpu,memory.used,memory.total",
          "--format=csv,noheader,nounits");

  private GpuQuery() {}

  /**
   * The cards, in the driver's order; none if it has none or does not answer.
   *
   * @param processes starts the driver's own program
   * @param card its number or UUID; empty = all
   */
  public static List<GpuLoad> ask(ProcessRunner processes, Optional<String> card) {
    List<String> command = new ArrayList<>(QUERY);
    card.ifPresent(one -> command.add("--id=" + one));
    Path folder = null;
    try {
      folder = TemporaryFiles.folder("gpu-");
      Path toolLog = folder.resolve("gpu.txt");
      ProcessSpec spec =
          new ProcessSpec(
              command, folder, Map.of(), toolLog, toolLog, LIMIT, Duration.ofSeconds(1), 0);
      ProcessExit exit = processes.start(spec).exit().toCompletableFuture().join();
      return exit instanceof ProcessExit.Done
          ? GpuLoad.parse(SmallFile.text(toolLog, Limits.LISTING))
          : List.of();
    } catch (IOException | ProcessStartException e) {
      return List.of(); // no driver
    } finally {
      delete(folder);
    }
  }

  private static void delete(@Nullable Path folder) {
    try {
      if (folder != null) {
        Workspace.deleteTree(folder);
      }
    } catch (IOException e) {
      folder.toFile().deleteOnExit();
    }
  }
}
