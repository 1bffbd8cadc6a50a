/** The operators' page: a snapshot when a browser connects, changes after it. */
package io.mediarunner.verticles.dashboard;
