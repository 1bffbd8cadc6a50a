/** Mail about failed tasks. */
package io.mediarunner.verticles.mail;
