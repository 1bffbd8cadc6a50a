package io.mediarunner.core.fleet;

/**
 * Names one lease for ever: a later lease of the same piece has a higher generation, so what
 * arrives under an old token is told from what arrives under the current one.
 *
 * @param piece number of the piece
 * @param generation from 1
 */
public record LeaseToken(int piece, int generation) {}
