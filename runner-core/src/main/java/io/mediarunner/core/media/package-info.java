/**
 * What a media file is: facts, frame rate, colour, languages, warnings; and what the media step of
 * a task is given. Knows nothing of encoding, studio or transcription.
 */
package io.mediarunner.core.media;
