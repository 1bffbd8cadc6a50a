/** How the runner reaches other machines: proxies and whom to trust. Any thread. */
package io.mediarunner.core.net;
