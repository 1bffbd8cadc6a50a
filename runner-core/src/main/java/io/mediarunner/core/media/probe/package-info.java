/**
 * Reads and checks the properties of media files. Everything from outside that a media program will
 * open is inspected here first, on the task's own thread.
 */
package io.mediarunner.core.media.probe;
