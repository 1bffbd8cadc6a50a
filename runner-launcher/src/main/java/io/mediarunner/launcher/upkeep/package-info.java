/** Keeps an installation in order: backup and restore of journal and settings, cleanup. */
package io.mediarunner.launcher.upkeep;
