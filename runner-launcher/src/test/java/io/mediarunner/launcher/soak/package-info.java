/**
 * {@code bin/soak}: whole runners as processes of their own, and everything that can go wrong
 * around them. What holds at the end is checked from outside; how the runner gets there is its own
 * affair.
 */
package io.mediarunner.launcher.soak;
