/** What may be written to logs and pages, with secrets masked. Plain values, any thread. */
package io.mediarunner.core.log;
