/** Format and destination of log lines. The only code that knows the logger behind SLF4J. */
package io.mediarunner.launcher.log;
