/**
 * The steps of one attempt at an encode, on the task's own thread: prepare, run, resume, verify,
 * describe.
 */
package io.mediarunner.core.encoding.run;
