package io.mediarunner.core.process.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.mediarunner.core.config.SandboxConfig;
import io.mediarunner.core.config.SandboxConfig.Mode;
import io.mediarunner.core.process.sandbox.ResourceLimits.Exceeded;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResourceLimitsTest {
  private static final long GIB = 1L << 30;

  @Test
  void followsTheMachineUnlessConfigured() {
    Duration wall = Duration.ofHours(5);

    assertThat(ResourceLimits.of(SandboxConfig.STANDARD, 64 * GIB, 16, wall))
        .isEqualTo(new ResourceLimits(48 * GIB, 100 * GIB, Duration.ofHours(80), 16_384));
    assertThat(ResourceLimits.of(SandboxConfig.STANDARD, 2 * GIB, 1, wall).memoryBytes())
        .isEqualTo(4 * GIB);
    assertThat(
            ResourceLimits.of(
                new SandboxConfig(Mode.AUTO, List.of(), GIB, 2 * GIB, Duration.ofSeconds(9), 100),
                64 * GIB,
                16,
                wall))
        .isEqualTo(new ResourceLimits(GIB, 2 * GIB, Duration.ofSeconds(9), 100));
  }

  @Test
  void asksForNoMoreThanTheRunnerItselfMayHave() {
    String own =
        """
        Limit                     Soft Limit           Hard Limit           Units
        Max cpu time              unlimited            unlimited            seconds
        Max file size             unlimited            1073741824           bytes
        Max data size             unlimited            unlimited            bytes
        Max processes             7000                 7671                 processes
        """;

    assertThat(
            ResourceLimits.of(SandboxConfig.STANDARD, 8 * GIB, 2, Duration.ofHours(5)).within(own))
        .isEqualTo(new ResourceLimits(6 * GIB, GIB, Duration.ofHours(10), 7671));
  }

  @Test
  void tellsALimitFromAnotherFailure() {
    ResourceLimits limits = new ResourceLimits(GIB, GIB, Duration.ofSeconds(9), 100);

    assertThat(limits.exceeded(1, "out.mp4: Cannot allocate memory", 0)).contains(Exceeded.MEMORY);
    assertThat(limits.exceeded(134, "terminate called: std::bad_alloc", 0))
        .contains(Exceeded.MEMORY);
    assertThat(limits.exceeded(1, "x264 [error]: malloc of size 22897088 failed", 0))
        .contains(Exceeded.MEMORY);
    assertThat(limits.exceeded(1, "decoder: Resource temporarily unavailable", 0))
        .contains(Exceeded.THREADS);
    assertThat(
            limits.exceeded(
                1, "CUDA_ERROR_OUT_OF_MEMORY\nDevice creation failed: Cannot allocate memory", 0))
        .as("a graphics card has memory of its own")
        .isEmpty();
    assertThat(limits.exceeded(152, "", 0)).contains(Exceeded.CPU);
    assertThat(limits.exceeded(153, "", 0)).contains(Exceeded.FILE);
    assertThat(limits.exceeded(1, "out.mp4: File too large", 0)).contains(Exceeded.FILE);
    assertThat(limits.exceeded(1, "Invalid data found when processing input", 0)).isEmpty();
    assertThat(limits.exceeded(139, "", GIB / 20 * 19)).contains(Exceeded.MEMORY);
    assertThat(limits.exceeded(139, "", GIB / 2)).isEmpty();
  }
}
