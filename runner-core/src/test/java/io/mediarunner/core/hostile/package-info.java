/**
 * A corpus of hostile addresses and files, made by the tests themselves, with a canary that nobody
 * may touch. What the corpus holds and what it counts: docs/security.md.
 */
package io.mediarunner.core.hostile;
