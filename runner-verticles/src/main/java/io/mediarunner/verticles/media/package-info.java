/** Runs admitted tasks. */
package io.mediarunner.verticles.media;
