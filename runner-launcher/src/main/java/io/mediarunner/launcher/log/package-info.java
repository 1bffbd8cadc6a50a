/** How log lines look and where they go. Knows the logger behind SLF4J, which nothing else does. */
package io.mediarunner.launcher.log;
