/** The ffmpeg programs: where they are, their command lines, their progress. */
package io.mediarunner.core.media.ffmpeg;
