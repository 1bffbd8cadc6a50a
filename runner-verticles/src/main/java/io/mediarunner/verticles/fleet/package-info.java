/** The wire of a fleet: what members ask a coordinator for, and the member that asks. */
package io.mediarunner.verticles.fleet;
