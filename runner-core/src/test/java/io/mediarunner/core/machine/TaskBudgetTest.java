package io.mediarunner.core.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.mediarunner.core.config.admission.AdmissionConfig;
import io.mediarunner.core.config.admission.AdmissionConfig.Mode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaskBudgetTest {
  private static final long GIB = 1L << 30;

  /** Threads of an encoder alone: 3 on 2 cores, 12 on 8. */
  @ParameterizedTest
  @CsvSource({
    "AUTO, 1, 2, 16, false, 1000",
    "AUTO, 2, 2, 16, false, 2",
    "AUTO, 4, 2, 16, false, 2",
    "AUTO, 4, 8, 16, false, 8",
    "AUTO, 4, 8, 3, false, 3",
    "AUTO, 4, 2, 16, true, 16",
    "ON, 1, 1, 16, false, 1",
    "ON, 1, 4, 0, false, 1",
    "OFF, 9, 1, 1, false, 1000"
  })
  void isWhatTheMachineCarries(Mode mode, int slots, int cores, long gib, boolean gpu, int most) {
    TaskBudget budget =
        TaskBudget.of(new AdmissionConfig(mode, GIB, GIB), slots, cores, gib * GIB, gpu, List.of());
    int taken = 0;
    while (taken < 1000 && budget.tryTake(taken)) {
      taken++;
    }
    assertThat(taken).isEqualTo(most);
  }

  @Test
  void countsATaskOnceAndSaysWhatIsLacking() {
    TaskBudget budget = new TaskBudget(2, 1, List.of());
    assertThat(budget.full(0)).isEmpty();
    assertThat(budget.tryTake(7)).isTrue();
    assertThat(budget.tryTake(7)).isTrue();
    assertThat(budget.full(0)).isEqualTo("memory");
    assertThat(budget.tryTake(8)).isFalse();
    budget.take(9);
    assertThat(budget.full(0)).isEqualTo("cpu");
    budget.release(7);
    budget.release(9);
    assertThat(budget.full(0)).isEmpty();
  }

  /** Two cards, the second one with 3 GiB, for instances that alternate; a third does not say. */
  @Test
  void countsTheTasksOfEachCard() {
    AdmissionConfig auto = new AdmissionConfig(Mode.AUTO, GIB, GIB);
    TaskBudget budget = TaskBudget.of(auto, 1, 8, 64 * GIB, true, List.of(GIB, 3 * GIB, 0L));
    assertThat(budget.tryTake(0)).isTrue();
    assertThat(budget.full(3)).as("on the first card").isEqualTo("gpu");
    assertThat(budget.tryTake(3)).isFalse();
    assertThat(budget.full(1)).isEmpty();
    for (int instance : List.of(1, 4, 7, 2, 5, 8, 11, 14)) {
      assertThat(budget.tryTake(instance)).as("instance " + instance).isTrue();
    }
    assertThat(budget.tryTake(10)).isFalse();
    budget.release(0);
    assertThat(budget.tryTake(3)).isTrue();

    AdmissionConfig off = new AdmissionConfig(Mode.OFF, GIB, GIB);
    TaskBudget any = TaskBudget.of(off, 9, 1, GIB, true, List.of(GIB));
    assertThat(List.of(any.tryTake(0), any.tryTake(1))).containsExactly(true, true);
  }

  @Test
  void sharesTheProcessorsOutBetweenEncodes() {
    EncoderShare share = new EncoderShare(8);
    EncoderShare.Share first = share.begin();
    EncoderShare.Share second = share.begin();
    EncoderShare.Share third = share.begin();
    assertThat(first.threads()).as("alone, x264 knows best").isEmpty();
    assertThat(second.threads()).hasValue(6);
    assertThat(third.threads()).hasValue(4);

    List.of(first, second, second, third).forEach(EncoderShare.Share::close);

    assertThat(share.begin().threads()).as("a second close ends nothing").isEmpty();
    EncoderShare small = new EncoderShare(1);
    assertThat(List.of(small.begin(), small.begin()).get(1).threads()).hasValue(2);
  }
}
