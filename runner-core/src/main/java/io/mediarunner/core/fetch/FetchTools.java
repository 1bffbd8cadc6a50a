package io.mediarunner.core.fetch;

import io.mediarunner.core.net.Network;
import io.mediarunner.core.net.Watchdog;
import io.mediarunner.core.net.WebUrl;
import java.time.Duration;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;

/**
 * What all downloads share.
 *
 * @param local files of this machine that can be reached
 * @param longest time that one of them may take
 */
record FetchTools(
    CloseableHttpClient client,
    FetchPolicy policy,
    LocalFiles local,
    FetchTimings timings,
    Duration longest,
    Network network,
    Watchdog watchdog) {
  /** The setting that says whose certificates count. */
  String authoritiesSetting() {
    return network.authoritiesSetting();
  }

  /** Whether the settings have a proxy for an address. */
  boolean isProxied(WebUrl address) {
    return network.proxyFor(address.scheme().equals("https"), address.host()).isPresent();
  }
}
