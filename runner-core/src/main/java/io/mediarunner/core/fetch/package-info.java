/**
 * The only code that downloads sources: one policy for every URL and every redirect, a size limit
 * while streaming, resume, cancel. Blocks the task's own thread.
 */
package io.mediarunner.core.fetch;
