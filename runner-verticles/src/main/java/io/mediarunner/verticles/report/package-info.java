/**
 * Tells the Manager of this runner: registration, heartbeat, and how tasks ended. One verticle an
 * instance, on its event loop.
 */
package io.mediarunner.verticles.report;
