package io.mediarunner.launcher.doctor.machine;

import io.mediarunner.core.config.InstanceConfig;
import io.mediarunner.core.config.RunnerConfig;
import io.mediarunner.core.machine.GpuLoad;
import io.mediarunner.core.machine.MachineGauge;
import io.mediarunner.core.machine.MachineLoad;
import io.mediarunner.core.process.JdkProcessRunner;
import io.mediarunner.core.task.TaskType;
import io.mediarunner.launcher.doctor.check.Check;
import io.mediarunner.launcher.doctor.check.CheckResult;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Whether the instances fit the machine: its processors and memory, within the limits of a
 * container; with a GPU its memory. One that is too small works, but slowly.
 */
public final class ResourcesCheck implements Check {
  private static final String NAME = "resources";
  private static final double GIB = 1L << 30;
  private final RunnerConfig config;

  public ResourcesCheck(RunnerConfig config) {
    this.config = config;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<CheckResult> run() {
    boolean gpu = config.encoding().gpu();
    try (JdkProcessRunner processes = new JdkProcessRunner()) {
      MachineLoad machine =
          new MachineGauge(
                  config.storage().storageDir(),
                  gpu ? Optional.of(processes) : Optional.empty(),
                  Clock.systemUTC())
              .measure();
      return results(
          gpu,
          new ResourceNeeds(
              machine.cores(),
              (int) Math.round(machine.memoryTotal() / GIB),
              (int)
                  Math.round(machine.gpus().stream().mapToLong(GpuLoad::totalBytes).sum() / GIB)));
    }
  }

  List<CheckResult> results(boolean gpu, ResourceNeeds machine) {
    List<List<TaskType>> types =
        config.instances().stream().map(InstanceConfig::taskTypes).toList();
    ResourceNeeds need = ResourceNeeds.of(types);
    boolean speech = config.taskTypes().contains(TaskType.TRANSCRIPTION);
    String advice = "RUNNER_TASK_TYPES=" + ResourceNeeds.recommended(machine, speech);
    List<CheckResult> results = new ArrayList<>();
    if (gpu) {
      results.add(judge("gpu-memory", need.gpuGib(), machine.gpuGib(), "GiB", "fewer instances"));
    } else {
      results.add(
          judge("processors", need.processors(), machine.processors(), "processors", advice));
      results.add(judge("memory", need.memoryGib(), machine.memoryGib(), "GiB", advice));
    }
    long transcribe = types.stream().filter(t -> t.contains(TaskType.TRANSCRIPTION)).count();
    long encode =
        types.stream().filter(t -> t.stream().anyMatch(k -> k != TaskType.TRANSCRIPTION)).count();
    if (transcribe > encode) {
      results.add(
          CheckResult.warning(
              NAME + ":mix",
              transcribe + " instance(s) transcribe, but only " + encode + " encode(s)",
              advice));
    }
    return results;
  }

  private static CheckResult judge(String what, int need, int has, String unit, String advice) {
    String details =
        String.format(Locale.ROOT, "%d %s; full speed of all instances needs %d", has, unit, need);
    return need <= has
        ? CheckResult.good(NAME + ":" + what, details)
        : CheckResult.warning(NAME + ":" + what, details + ": tasks will be slower", advice);
  }
}
