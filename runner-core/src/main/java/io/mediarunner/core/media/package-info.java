/** Probe, ladder, plan, encode, verify. Planning is pure; running blocks the task's own thread. */
package io.mediarunner.core.media;
