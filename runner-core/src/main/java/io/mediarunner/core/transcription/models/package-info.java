/** Speech models on disk: which are known, and how they are downloaded, verified and installed. */
package io.mediarunner.core.transcription.models;
