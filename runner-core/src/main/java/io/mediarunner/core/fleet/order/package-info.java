/** What a coordinator tells a helper: which stretch of which plan, in JSON. Pure. */
package io.mediarunner.core.fleet.order;
