/** Checks of the way to the Manager and back: certificates, addresses, ports. */
package io.mediarunner.launcher.doctor.network;
