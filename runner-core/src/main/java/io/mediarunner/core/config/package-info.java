/**
 * Settings as immutable records, parsed once at start. Nothing below main reads the environment.
 */
package io.mediarunner.core.config;
