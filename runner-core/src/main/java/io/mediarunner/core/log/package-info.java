/** What may be written to logs and pages: secrets taken out. Plain values, any thread. */
package io.mediarunner.core.log;
