/**
 * A real runner, with the heap that {@code bin/runner} gives it, and inputs many times larger than
 * that heap: the task ends with a code, all others go on.
 */
package io.mediarunner.launcher.memory;
