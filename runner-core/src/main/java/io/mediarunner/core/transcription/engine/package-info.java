/** Speech engines behind one interface, code to find and test them, and their output formats. */
package io.mediarunner.core.transcription.engine;
