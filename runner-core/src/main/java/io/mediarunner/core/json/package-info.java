/**
 * JSON as the runner reads and writes it: one configured mapper with limits. Knows no other
 * package.
 */
package io.mediarunner.core.json;
