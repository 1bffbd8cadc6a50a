/** The installation itself: its service, upgrades, the way back. Blocks the calling thread. */
package io.mediarunner.launcher.install;
