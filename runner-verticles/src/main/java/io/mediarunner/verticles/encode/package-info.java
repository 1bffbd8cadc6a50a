/** Runs encoding tasks that were admitted. */
package io.mediarunner.verticles.encode;
