/** Turns bus events into Prometheus metrics. */
package io.mediarunner.verticles.metrics;
