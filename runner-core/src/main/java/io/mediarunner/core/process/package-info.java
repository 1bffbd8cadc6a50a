/** The only package that starts programs. Implementations are safe on any thread. */
package io.mediarunner.core.process;
