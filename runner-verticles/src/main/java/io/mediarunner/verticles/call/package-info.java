/** Calls to other servers that end in time and keep only so much. Event loops. */
package io.mediarunner.verticles.call;
