/**
 * Speech engines behind one interface, what finds and tries them, and the formats of their output.
 */
package io.mediarunner.core.transcription.engine;
