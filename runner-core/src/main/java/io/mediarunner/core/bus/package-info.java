/** Every message and address that crosses the event bus. Plain values, any thread. */
package io.mediarunner.core.bus;
