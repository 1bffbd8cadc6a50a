/**
 * A small, strict Manager in this process for the demo, the benchmarks and the tests: it refuses
 * what the real one refuses.
 */
package io.mediarunner.verticles.demo;
