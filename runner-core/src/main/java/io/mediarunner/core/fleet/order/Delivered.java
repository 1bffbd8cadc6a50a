package io.mediarunner.core.fleet.order;

/**
 * A file that a member says it has delivered.
 *
 * @param sha256 of its content, in hexadecimal
 */
public record Delivered(String name, long bytes, String sha256) {}
