/**
 * Finds out whether this machine can run the runner: one {@link Check} for each thing it needs,
 * with the fix for what is missing. {@code bin/runner doctor} runs them all, {@code check-…} one
 * each.
 */
package io.mediarunner.launcher.doctor;
