/** What a check is, what it finds, and how that is shown. */
package io.mediarunner.launcher.doctor.check;
