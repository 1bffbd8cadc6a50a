/** Names and terms that a recording is about, recognised by their sound. Pure. */
package io.mediarunner.core.transcription.vocabulary;
