/** When to try again what has failed for now: only computes, waits for nothing. Any thread. */
package io.mediarunner.core.retry;
