/**
 * The one way by which anything is downloaded: one policy for every address and every redirect, a
 * size limit while it streams, resume, cancel. Blocks the task's own thread.
 */
package io.mediarunner.core.fetch;
