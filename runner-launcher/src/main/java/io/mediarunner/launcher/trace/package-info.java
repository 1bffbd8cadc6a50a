/**
 * Traces of tasks for OpenTelemetry: the only code that knows it. Nothing of it is touched unless a
 * collector is configured.
 */
package io.mediarunner.launcher.trace;
