package io.mediarunner.core.transcription.vocabulary;

/**
 * A term of the vocabulary in place of what the engine was unsure of.
 *
 * @param atSeconds where it is spoken, from the recording's beginning
 * @param heard what the engine had written
 * @param term what is published
 */
public record Corrected(double atSeconds, String heard, String term) {}
