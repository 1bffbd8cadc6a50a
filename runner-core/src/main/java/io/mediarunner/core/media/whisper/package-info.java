/**
 * The programs and services that write down what is said, all of them whisper.cpp in some form,
 * behind one interface, and what finds and tries them.
 */
package io.mediarunner.core.media.whisper;
