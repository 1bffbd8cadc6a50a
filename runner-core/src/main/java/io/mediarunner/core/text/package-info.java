/**
 * Bounded reading of text that programs and strangers write, such as logs: however much there is, a
 * reader needs little memory. Touches the disk: not for event loops. Knows no other package.
 */
package io.mediarunner.core.text;
