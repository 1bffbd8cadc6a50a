/**
 * How the runner reaches other machines: addresses, proxies, whom to trust. Nothing here opens a
 * connection. Any thread.
 */
package io.mediarunner.core.net;
