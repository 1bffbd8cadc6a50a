/** What {@code bin/runner demo} brings along: a test video and a page that plays its result. */
package io.mediarunner.launcher.demo;
