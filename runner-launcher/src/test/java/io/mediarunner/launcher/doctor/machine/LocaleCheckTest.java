package io.mediarunner.launcher.doctor.machine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LocaleCheckTest {
  @Test
  void warnsOfALocaleWithoutAccents() {
    assertThat(new LocaleCheck("ANSI_X3.4-1968").run().get(0))
        .returns(false, r -> r.ok())
        .returns("start it by bin/runner, or set LC_ALL=C.UTF-8", r -> r.fix());
    assertThat(new LocaleCheck("UTF-8").run().get(0).ok()).isTrue();
  }
}
