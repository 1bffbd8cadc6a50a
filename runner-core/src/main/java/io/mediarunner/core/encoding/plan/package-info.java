/** What to make of a source: ladder, renditions, cut, dressing, rate control, names. Pure. */
package io.mediarunner.core.encoding.plan;
