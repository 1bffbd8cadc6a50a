package io.mediarunner.core.machine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OpenFilesTest {
  private static final String LIMITS =
      """
      Limit                     Soft Limit           Hard Limit           Units
      Max processes             63447                63447                processes
      Max open files            %s                 4096                 files
      Max locked memory         8388608              8388608              bytes
      """;

  @Test
  void readsTheLimitOfTheSystem() {
    assertThat(OpenFiles.limit(LIMITS.replace("%s", "1024"))).contains(1024L);
    assertThat(OpenFiles.limit(LIMITS.replace("%s", "unlimited"))).isEmpty();
    assertThat(OpenFiles.limit("")).isEmpty();
  }

  @Test
  void countsWhatThisProcessHasOpen() {
    long open = OpenFiles.inUse().orElseThrow();

    assertThat(open).isPositive().isLessThan(OpenFiles.limit().orElse(Long.MAX_VALUE));
  }

  @Test
  void warnsBelowTheNeedWithTheNumberAndTheFix() {
    int need = OpenFiles.need(2);

    assertThat(OpenFiles.warning(need, 2)).isEmpty();
    assertThat(OpenFiles.warning(128, 2))
        .hasValueSatisfying(
            text ->
                assertThat(text)
                    .contains("128", "2 instance", "LimitNOFILE=" + need, "ulimit -n " + need));
  }

  @Test
  void refusesALimitUnderWhichNothingCouldBeAsked() {
    assertThat(OpenFiles.obstacle(128, 101, 2)).isEmpty();
    assertThat(OpenFiles.obstacle(100, 99, 2))
        .hasValueSatisfying(text -> assertThat(text).contains("100", "99", "LimitNOFILE="));
  }
}
