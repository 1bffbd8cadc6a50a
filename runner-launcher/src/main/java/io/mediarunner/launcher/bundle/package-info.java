/** The commands that write what happened to a task into one file, and repeat it. */
package io.mediarunner.launcher.bundle;
