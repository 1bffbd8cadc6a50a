/** What a task needs of the machine. Plain values. */
package io.mediarunner.core.config.admission;
