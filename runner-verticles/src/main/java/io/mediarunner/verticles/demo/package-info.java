/**
 * The demo's Manager, until it has one of its own: {@link
 * io.mediarunner.verticles.demo.ManagerDouble}, the strict double that the tests and the benchmarks
 * work against. Nothing else in production uses it, except the training run behind {@code
 * bin/runner}'s class archive.
 */
package io.mediarunner.verticles.demo;
