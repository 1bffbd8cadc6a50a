package io.mediarunner.verticles.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class ManagerVersionTest {
  private static final String REFUSAL = "Manager version 1.6.2 does not match runner version 1.7.1";

  @Test
  void announcesTheVersionThatTheManagerNames() {
    ManagerVersion version = new ManagerVersion(Optional.empty());

    assertThat(version.adapt("1.7.1", REFUSAL)).contains("1.6.2");
    assertThat(version.current()).isEqualTo("1.6.2");
  }

  @Test
  void staysWithItWhenFurtherInstancesHearTheSameRefusal() {
    ManagerVersion version = new ManagerVersion(Optional.empty());

    for (int instance = 0; instance < 4; instance++) {
      assertThat(version.adapt("1.7.1", REFUSAL)).contains("1.6.2");
      assertThat(version.current()).isEqualTo("1.6.2");
    }
  }

  @Test
  void staysWithTheConfiguredOne() {
    ManagerVersion version = new ManagerVersion(Optional.of("1.5"));

    assertThat(version.adapt("1.5", REFUSAL)).isEmpty();
    assertThat(version.current()).isEqualTo("1.5");
  }

  @Test
  void hasNothingToSayWhereTheManagerNamesNoOther() {
    assertThat(new ManagerVersion(Optional.empty()).adapt("1.7.1", "no: 9.9, not 1.7.1")).isEmpty();
  }
}
