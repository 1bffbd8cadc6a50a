/**
 * Loads the settings once, before anything else starts, and reports on them to an operator. The
 * core knows what they mean.
 */
package io.mediarunner.launcher.config;
