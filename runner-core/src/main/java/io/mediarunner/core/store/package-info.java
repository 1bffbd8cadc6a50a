/**
 * The journal: tasks, attempts, and completions not yet delivered. Touches the disk: not for event
 * loops.
 */
package io.mediarunner.core.store;
