/**
 * What players and the platform read: HLS, DASH, MP4 boxes, info_video.json, and the check of every
 * file before it is published.
 */
package io.mediarunner.core.encoding.packaging;
