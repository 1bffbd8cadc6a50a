package io.mediarunner.launcher.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * {@code bin/soak} in brief: real processes, real kills, real sockets, a disk that is really full.
 * Much of it is waiting, so sections run side by side, each with runners of its own.
 */
@Execution(ExecutionMode.CONCURRENT)
class SoakIT {
  private static final Path HOME = Path.of("..").toAbsolutePath().normalize();

  @ParameterizedTest
  @EnumSource(Section.class)
  void losesNothing(Section section) throws Exception {
    long seed = new Random().nextInt(1_000_000);
    Tally tally = new Tally(section.title());

    section.run(HOME, Scale.brief(), new Random(seed), tally);

    System.out.println("seed " + seed + "\n" + SoakCommand.table(List.of(tally)));
    tally.notes().forEach(System.out::println);
    assertThat(tally.problems()).as("seed " + seed).isEmpty();
    assertThat(tally.of(Tally.Count.TASKS)).isPositive();
    assertThat(tally.of(Tally.Count.COMPLETED)).isPositive();
  }
}
