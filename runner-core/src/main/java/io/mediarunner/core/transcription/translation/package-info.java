/** Programs and services that translate subtitles; none of them is part of the runner. */
package io.mediarunner.core.transcription.translation;
