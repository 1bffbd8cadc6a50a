/**
 * Transcription tasks: from the audio of a recording to subtitles. Steps of one attempt, on the
 * task's own thread.
 */
package io.mediarunner.core.transcription;
