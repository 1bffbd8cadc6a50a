package io.mediarunner.launcher.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClusterBenchTest {
  @ParameterizedTest
  @CsvSource({
    "2, 0.95",
    "3, 0.94",
    "4, 0.93",
    "6, 0.92",
    "8, 0.88",
    "10, 0.88",
    "12, 0.87",
    "16, 0.8"
  })
  void gainsNearlyWhatTheMachinesCouldDo(int machines, double share) {
    FleetSimulation.Site site = FleetSimulation.Site.rack(3600, 10);

    double gain = FleetSimulation.alone(site) / ClusterBench.mean(site, machines);

    assertThat(gain / machines).isGreaterThanOrEqualTo(share);
  }

  @ParameterizedTest
  @CsvSource({"600, 2, 1.7", "600, 3, 2.4", "7200, 16, 13.5"})
  void gainsOtherwiseToo(double lecture, int machines, double atLeast) {
    FleetSimulation.Site site = FleetSimulation.Site.rack(lecture, 10);

    double gain = FleetSimulation.alone(site) / ClusterBench.mean(site, machines);

    assertThat(gain).isGreaterThanOrEqualTo(atLeast);
  }
}
