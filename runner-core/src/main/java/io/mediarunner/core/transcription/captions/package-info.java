/** From words to cues, and to the files that players and people read. Pure. */
package io.mediarunner.core.transcription.captions;
