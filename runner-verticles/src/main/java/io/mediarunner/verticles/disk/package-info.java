/** Whether there is disk space for more tasks. */
package io.mediarunner.verticles.disk;
