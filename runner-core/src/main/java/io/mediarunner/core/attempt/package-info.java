/** One attempt at a task, from download to published results. Runs on its own thread. */
package io.mediarunner.core.attempt;
