/** Typed access to the event bus. */
package io.mediarunner.verticles.bus;
