/** What happens in the storage by itself. */
package io.mediarunner.verticles.cleanup;
