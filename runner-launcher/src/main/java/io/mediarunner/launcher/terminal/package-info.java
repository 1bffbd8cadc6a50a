/** How commands talk to a person: progress, tables, explanations. */
package io.mediarunner.launcher.terminal;
