/**
 * What graphics hardware does for ffmpeg on this machine: found by pushing real frames through it,
 * kept by version of ffmpeg and driver, and chosen for a task. Nothing here is assumed from names.
 */
package io.mediarunner.core.media.hardware;
