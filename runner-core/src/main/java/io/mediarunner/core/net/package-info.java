/** How the runner reaches other machines: proxies and trusted authorities. Any thread. */
package io.mediarunner.core.net;
