/** The operators' page: a snapshot when a browser connects, then changes. */
package io.mediarunner.verticles.dashboard;
