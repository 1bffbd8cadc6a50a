/** Checks of this machine: Java, locale, folders, limits, resources. */
package io.mediarunner.launcher.doctor.machine;
