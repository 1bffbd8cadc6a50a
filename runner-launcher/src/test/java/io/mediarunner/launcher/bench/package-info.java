/** {@code bin/bench}: measures the runner as whole processes, on the loopback address only. */
package io.mediarunner.launcher.bench;
