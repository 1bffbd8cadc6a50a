/**
 * One file about one task, for a report on a fault: written from the journal and the task's folder,
 * read again to repeat the task. Touches the disk: not for event loops.
 */
package io.mediarunner.core.bundle;
