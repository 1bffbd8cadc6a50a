/** The cluster that the members of a fleet form. Loaded only where the settings want one. */
@NullMarked
package io.mediarunner.launcher.fleet;

import org.jspecify.annotations.NullMarked;
