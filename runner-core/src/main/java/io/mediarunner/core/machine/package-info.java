/** What the machine has and how much of it is in use. Touches the system: not for event loops. */
package io.mediarunner.core.machine;
