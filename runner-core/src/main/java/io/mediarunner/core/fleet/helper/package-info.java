/**
 * The helping side of a fleet: asks a coordinator for a piece, encodes it here and delivers it.
 * Blocks its thread. A helper keeps nothing that anybody needs.
 */
package io.mediarunner.core.fleet.helper;
