/** One try at a task, from download to published results. Runs on a thread of its own. */
package io.mediarunner.core.attempt;
