package io.mediarunner.launcher.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class WrkReportTest {
  private static final String REPORT =
      """
      Running 5s test @ http://127.0.0.1:8082/runner/ping
        2 threads and 16 connections
        Thread Stats   Avg      Stdev     Max   +/- Stdev
          Latency   612.41us  812.11us  15.88ms   95.10%
        Latency Distribution
           50%  455.00us
           75%  602.00us
           90%    1.05ms
           99%    3.92ms
        150001 requests in 5.10s, 40.00MB read
      Requests/sec:  29411.96
      """;

  @Test
  void readsRateAndLatency() {
    assertThat(WrkReport.parse(REPORT)).isEqualTo(new WrkReport(29411.96, 3.92, 0));
    assertThat(WrkReport.parse(REPORT.replace("3.92ms", "850.00us")).p99Millis()).isEqualTo(0.85);
    assertThat(WrkReport.parse(REPORT.replace("3.92ms", "1.20s")).p99Millis()).isEqualTo(1200);
  }

  @Test
  void countsWhatFailed() {
    String failing =
        REPORT
            + "  Socket errors: connect 1, read 2, write 0, timeout 3\n  Non-2xx or 3xx responses: 7\n";

    assertThat(WrkReport.parse(failing).failures()).isEqualTo(13);
  }

  @Test
  void refusesWhatIsNoReport() {
    assertThatThrownBy(() -> WrkReport.parse("wrk: not found"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void takesTheMiddleValue() {
    Samples samples = new Samples();
    samples.add(3);
    samples.add(1);
    samples.add(9);

    assertThat(samples.text("%.1f")).isEqualTo("3.0 (1.0 – 9.0)");
  }
}
