/**
 * From settings as text to {@link io.mediarunner.core.config.RunnerConfig}, with every problem at
 * once.
 */
package io.mediarunner.core.config.parse;
