/**
 * Opens, reads and changes SQLite databases: the journal, and the queue of a Manager of its own.
 */
@NullMarked
package io.mediarunner.core.database;

import org.jspecify.annotations.NullMarked;
