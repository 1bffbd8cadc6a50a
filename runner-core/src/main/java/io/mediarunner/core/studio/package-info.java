/** What a studio task says: its Mediapackage, its cutting list and its parameters. Pure. */
package io.mediarunner.core.studio;
