/** Asynchronous access to the journal. */
package io.mediarunner.verticles.store;
