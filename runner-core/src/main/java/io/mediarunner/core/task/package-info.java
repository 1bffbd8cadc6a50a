/** What a task is: its name, type, request, states and progress. Plain values. */
package io.mediarunner.core.task;
