/** From a plan to argument lists and filter graphs. Pure: starts nothing, touches no disk. */
package io.mediarunner.core.encoding.command;
