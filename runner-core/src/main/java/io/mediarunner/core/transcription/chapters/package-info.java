/** Chapters proposed from pauses of the speech and changes of the picture. */
package io.mediarunner.core.transcription.chapters;
