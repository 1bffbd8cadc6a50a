/** Why tasks end without results: stable codes and sentences that people can read. */
package io.mediarunner.core.error;
