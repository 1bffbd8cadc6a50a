/**
 * The coordinating side of a fleet: encodes of this runner that others may help with, and what they
 * deliver. Blocks; opens no connection.
 */
package io.mediarunner.core.fleet.coordinator;
