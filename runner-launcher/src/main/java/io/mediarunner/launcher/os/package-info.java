/** What the runner asks of the operating system: files, locks, ports, signals, memory. */
package io.mediarunner.launcher.os;
