/** Several machines that encode one video together. Plain values. */
package io.mediarunner.core.config.cluster;
