package io.mediarunner.core.fetch;

import java.time.Duration;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;

/**
 * What all downloads share.
 *
 * @param local files of this machine that can be reached
 * @param longest time that one of them may take
 * @param authoritiesSetting the setting that says whose certificates count
 */
record FetchTools(
    CloseableHttpClient client,
    FetchPolicy policy,
    LocalFiles local,
    FetchTimings timings,
    Duration longest,
    String authoritiesSetting,
    Watchdog watchdog) {}
