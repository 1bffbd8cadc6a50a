/** What to produce from a source: ladder, renditions, cut, dressing, rate control, names. Pure. */
package io.mediarunner.core.encoding.plan;
