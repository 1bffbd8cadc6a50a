/**
 * What graphics hardware does for ffmpeg on this machine: found by sending real frames through it,
 * cached by version of ffmpeg and driver, and chosen per task. Nothing is inferred from names.
 */
package io.mediarunner.core.media.hardware;
