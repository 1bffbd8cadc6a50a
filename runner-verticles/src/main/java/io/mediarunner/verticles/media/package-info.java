/** Runs tasks that were admitted. */
package io.mediarunner.verticles.media;
