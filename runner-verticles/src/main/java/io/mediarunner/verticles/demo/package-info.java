/**
 * A small, strict Manager in this process: the demo and the benchmarks work against it, and the
 * tests, because it refuses what the real one refuses.
 */
package io.mediarunner.verticles.demo;
