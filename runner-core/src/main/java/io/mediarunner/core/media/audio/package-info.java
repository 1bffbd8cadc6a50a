/**
 * What has to be known of the audio of a source before it is used: which track speaks, and whether
 * its form changes on the way. Listens to files that were inspected; blocks the task's thread.
 */
package io.mediarunner.core.media.audio;
