/**
 * How the runner reaches other machines: addresses, proxies, whom to trust, what must never be
 * contacted, and the one client for services that the settings name. Any thread.
 */
package io.mediarunner.core.net;
