/**
 * A task's folder: download, attempt, result manifest, publishing. Touches the disk: not for event
 * loops.
 */
package io.mediarunner.core.workspace;
