package io.mediarunner.launcher.doctor.machine;

import io.mediarunner.core.task.TaskType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * What instances need of a machine, by the reference's figures: 8 processors and 2 GiB for an
 * encode, 4 processors and 10 GiB for a transcription.
 *
 * @param processors number of them
 * @param memoryGib main memory in GiB
 * @param gpuGib memory of graphics cards in GiB, if they are used
 */
record ResourceNeeds(int processors, int memoryGib, int gpuGib) {
  private static final ResourceNeeds VIDEO = new ResourceNeeds(8, 2, 2);
  private static final ResourceNeeds SPEECH = new ResourceNeeds(4, 10, 7);

  /** Of several instances together, each with its task types. */
  static ResourceNeeds of(List<List<TaskType>> instances) {
    ResourceNeeds sum = new ResourceNeeds(0, 0, 0);
    for (List<TaskType> types : instances) {
      boolean speech = types.contains(TaskType.TRANSCRIPTION);
      boolean video = types.stream().anyMatch(type -> type != TaskType.TRANSCRIPTION);
      sum = sum.plus(video && speech ? VIDEO.max(SPEECH) : speech ? SPEECH : VIDEO);
    }
    return sum;
  }

  private ResourceNeeds plus(ResourceNeeds other) {
    return new ResourceNeeds(
        processors + other.processors, memoryGib + other.memoryGib, gpuGib + other.gpuGib);
  }

  private ResourceNeeds max(ResourceNeeds other) {
    return new ResourceNeeds(
        Math.max(processors, other.processors),
        Math.max(memoryGib, other.memoryGib),
        Math.max(gpuGib, other.gpuGib));
  }

  private boolean fits(ResourceNeeds machine) {
    return processors <= machine.processors && memoryGib <= machine.memoryGib;
  }

  /**
   * The most instances that a machine has room for, as {@code RUNNER_TASK_TYPES}: as many that
   * transcribe as fit, never more of them than that encode. One that encodes at least.
   *
   * @param speech whether transcription is wanted
   */
  static String recommended(ResourceNeeds machine, boolean speech) {
    Objects.requireNonNull(machine, "machine");
    int best = 1;
    int bestBoth = 0;
    for (int both = 0; both <= (speech ? machine.processors : 0); both++) {
      for (int video = 0; both + video <= machine.processors; video++) {
        List<List<TaskType>> mix = new ArrayList<>();
        for (int i = 0; i < both + video; i++) {
          mix.add(
              i < both
                  ? List.of(TaskType.ENCODING, TaskType.STUDIO, TaskType.TRANSCRIPTION)
                  : List.of(TaskType.ENCODING, TaskType.STUDIO));
        }
        int total = both + video;
        boolean better = total > best || (total == best && both > bestBoth);
        if (total > 0 && better && of(mix).fits(machine)) {
          best = total;
          bestBoth = both;
        }
      }
    }
    if (bestBoth == 0) {
      return best == 1
          ? "encoding,studio"
          : String.format(Locale.ROOT, "[%dx(encoding,studio)]", best);
    }
    return best == bestBoth
        ? String.format(Locale.ROOT, "[%dx(encoding,studio,transcription)]", best)
        : String.format(
            Locale.ROOT,
            "[%dx(encoding,studio,transcription),%dx(encoding,studio)]",
            bestBoth,
            best - bestBoth);
  }
}
