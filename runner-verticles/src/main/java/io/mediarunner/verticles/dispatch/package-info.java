/** Admission: one slot an instance, one task a slot. */
package io.mediarunner.verticles.dispatch;
