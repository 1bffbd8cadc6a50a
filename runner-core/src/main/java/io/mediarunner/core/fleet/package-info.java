/**
 * One encode on several machines: how a video is divided into pieces, who holds which piece until
 * when, and what becomes of a result. The runner that accepted the task decides alone, and its
 * ledger on disk is the record; nothing here opens a connection.
 */
package io.mediarunner.core.fleet;
