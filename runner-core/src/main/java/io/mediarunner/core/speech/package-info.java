/**
 * From what a speech engine heard to subtitles: parameters, speech map, chunks, words, filters,
 * cues, files. Pure; engines are started elsewhere.
 */
package io.mediarunner.core.speech;
