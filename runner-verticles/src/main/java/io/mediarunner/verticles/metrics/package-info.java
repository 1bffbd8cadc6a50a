/** Counts what the bus tells, for Prometheus. */
package io.mediarunner.verticles.metrics;
