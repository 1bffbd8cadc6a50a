/**
 * What a media file is: properties, frame rate, colour, languages, warnings; and what the media
 * step of a task receives. Knows nothing about encoding, studio or transcription.
 */
package io.mediarunner.core.media;
