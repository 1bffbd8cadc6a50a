/** Whether there is room for more. */
package io.mediarunner.verticles.disk;
