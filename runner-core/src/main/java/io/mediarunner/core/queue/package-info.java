/**
 * What the Manager of a standalone runner remembers: the tasks that applications gave it, whose
 * turn it is, and what is still to be told to whom. One SQLite file; calls wait for the disk.
 */
package io.mediarunner.core.queue;
