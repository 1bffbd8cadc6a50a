package io.mediarunner.core.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.mediarunner.core.error.FailureCode;
import io.mediarunner.core.store.TaskOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** How the tasks of a corpus ended. */
final class Endings {
  private static final Duration SOON = Duration.ofSeconds(30);

  /** They say that something is wrong with the runner rather than with what it was given. */
  private static final Set<FailureCode> OURS =
      Set.of(FailureCode.INTERNAL, FailureCode.STALLED, FailureCode.MEMORY_SHORT);

  private final Map<String, Integer> codes = new TreeMap<>();
  private final List<String> wrong = new ArrayList<>();
  private Duration longest = Duration.ZERO;
  private int count;

  /** Runs one, and notes how it ended. */
  void of(Role role, String name, HostileLab lab, String url) throws Exception {
    long begin = System.nanoTime();
    TaskOutcome outcome = role.run(lab, url);
    Duration took = Duration.ofNanos(System.nanoTime() - begin);
    String code = outcome.failure().map(failure -> failure.code().name()).orElse("completed");
    count++;
    codes.merge(code, 1, Integer::sum);
    longest = took.compareTo(longest) > 0 ? took : longest;
    boolean ours = outcome.failure().filter(f -> OURS.contains(f.code())).isPresent();
    boolean tells = outcome.toString().contains(Canary.SECRET + "\n");
    if (ours || tells || took.compareTo(SOON) > 0) {
      wrong.add(
          role
              + " "
              + name
              + ": "
              + code
              + " after "
              + took.toMillis()
              + " ms; "
              + outcome.failure());
    }
  }

  int count() {
    return count;
  }

  void assertGood() {
    assertThat(wrong).as("ended late, with a fault of the runner, or with the secret").isEmpty();
  }

  @Override
  public String toString() {
    return count + " tasks, longest " + longest.toMillis() + " ms, " + codes;
  }
}
