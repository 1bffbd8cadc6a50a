/**
 * Reads the facts of media files and judges them. Everything from outside that a media program will
 * open is inspected here first, on the task's own thread.
 */
package io.mediarunner.core.media.probe;
