/** A strict Manager that tests and benchmarks work against; can be told to fail. */
package io.mediarunner.verticles.demo;
