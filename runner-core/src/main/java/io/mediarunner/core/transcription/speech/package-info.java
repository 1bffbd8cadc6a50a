/** Words, segments, speech regions, audio chunks, and the filters between them. Pure. */
package io.mediarunner.core.transcription.speech;
