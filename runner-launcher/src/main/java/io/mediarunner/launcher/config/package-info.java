/**
 * Gets the settings from where they are kept, once, before anything else starts, and reports on
 * them to an operator. What they mean is known to the core.
 */
package io.mediarunner.launcher.config;
