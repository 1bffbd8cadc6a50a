/** Scheduled cleanup of the storage. */
package io.mediarunner.verticles.cleanup;
