/** Speech models on disk: which are known, how they are fetched, checked and installed. */
package io.mediarunner.core.transcription.models;
