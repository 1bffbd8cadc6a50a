/**
 * Reports to the Manager: registration, heartbeat, completions. One verticle per instance, on its
 * event loop.
 */
package io.mediarunner.verticles.report;
