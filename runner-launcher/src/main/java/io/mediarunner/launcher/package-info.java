/** {@code main}, the command line, and the wiring of a whole runner. The only code that prints. */
package io.mediarunner.launcher;
