/** The journal as event loops see it. */
package io.mediarunner.verticles.store;
