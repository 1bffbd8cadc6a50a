/** What external programs may touch and use, as command lines that enforce it. Pure. */
package io.mediarunner.core.process.sandbox;
