/**
 * Studio tasks: a Mediapackage, its recordings and cutting list become one composition, which is
 * then encoded like any source. Uses encoding; encoding knows nothing about it.
 */
package io.mediarunner.core.studio;
